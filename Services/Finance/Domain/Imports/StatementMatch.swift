import Contracts
import Kernel

/// Which customer a line of a bank statement is of: everything that names one is noted, and weighed.
public struct StatementMatch: Sendable {
  /// What names a customer.
  public enum Ground: String, CaseIterable, Hashable, Sendable {
    case reference, phone, name, amount
  }

  /// A customer who may have paid.
  public struct Candidate: Hashable, Sendable {
    public var customerID: ID<Customer>
    public var orderID: ID<Order>?
    public var receivableID: ID<Receivable>?
    /// In the order in which they were found.
    public var grounds: [Ground] = []
    public var score = 0
  }

  private let policy: FinancePolicy
  private var found: [ID<Customer>: Candidate] = [:]

  public init(_ policy: FinancePolicy = .standard) { self.policy = policy }

  public mutating func note(
    _ ground: Ground, _ customer: ID<Customer>, order: ID<Order>? = nil, receivable: ID<Receivable>? = nil
  ) {
    var candidate = found[customer] ?? Candidate(customerID: customer)
    if !candidate.grounds.contains(ground) {
      candidate.grounds.append(ground)
      candidate.score += policy.matchWeights[ground] ?? 0
    }
    candidate.orderID = candidate.orderID ?? order
    candidate.receivableID = candidate.receivableID ?? receivable
    found[customer] = candidate
  }

  /// The likeliest first.
  public var candidates: [Candidate] {
    found.values.sorted { ($1.score, $0.customerID) < ($0.score, $1.customerID) }
  }

  /// Whose the line is, where that is sure: enough names one customer, and no other as much.
  public var certain: Candidate? {
    let candidates = candidates
    guard let best = candidates.first, best.score >= policy.certainMatch,
      best.score > (candidates.dropFirst().first?.score ?? 0)
    else { return nil }
    return best
  }

  /// What may be a document's number or a phone in a text: its runs of Latin letters, digits and hyphens, each part
  /// between hyphens and several of them together, and its runs of digits.
  public static func words(in text: String) -> Set<String> {
    var words: Set<String> = []
    for run in text.split(whereSeparator: { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == "-") }) {
      let parts = run.split(separator: "-").prefix(8)
      for first in parts.indices {
        for last in first..<parts.endIndex { words.insert(parts[first...last].joined(separator: "-")) }
      }
      words.formUnion(run.split { !$0.isNumber }.map(String.init))
    }
    return words
  }

  /// Whether a word is long enough for a phone.
  public static func mayBePhone(_ word: String) -> Bool { word.count >= 7 }
}
