import Crypto
import Dispatch
import LeadsDomain
import Synchronization

/// Hashes and checks passwords, one after the other, on a thread where nothing else runs: each takes a tenth of a second
/// and 64 MiB, so many at once would take processor and memory from all other requests.
final class Passwords: Sendable {
  /// What may be done when a turn has come.
  struct Hasher: Sendable {
    fileprivate let cost: PasswordHash.Cost
    fileprivate let nobodys: String

    func make(_ password: String) throws -> String { try PasswordHash.make(password, cost) }

    /// Without a hash it takes as long, and is false.
    func verify(_ password: String, _ hash: String?) throws -> Bool {
      try PasswordHash.verify(password, hash ?? nobodys) && hash != nil
    }

    /// The hash at today's cost; nil where this is one.
    func renewed(_ password: String, _ hash: String) throws -> String? {
      PasswordHash.needsRehash(hash, cost) ? try make(password) : nil
    }
  }

  /// Whoever comes when so many wait would wait for a quarter of a minute.
  private static let limit = 100

  private let hasher: Hasher
  private let waiting = Mutex(0)
  private let queue = DispatchQueue(label: "passwords")

  init(_ cost: PasswordHash.Cost) {
    hasher = Hasher(cost: cost, nobodys: PasswordHash.ofNobody(cost))
  }

  /// Waits for its turn and does the work. Throws `busy` where too many wait already, and what the work throws.
  func next<Result: Sendable>(_ work: @escaping @Sendable (Hasher) throws -> Result) async throws -> Result {
    let isTaken = waiting.withLock { waiting in
      guard waiting < Self.limit else { return false }
      waiting += 1
      return true
    }
    guard isTaken else { throw AccountError.busy }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { [self] in
        let result = Swift.Result { try work(hasher) }
        waiting.withLock { $0 -= 1 }
        continuation.resume(with: result)
      }
    }
  }
}
