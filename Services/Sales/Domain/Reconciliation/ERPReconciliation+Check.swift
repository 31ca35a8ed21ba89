import Contracts
import Kernel

extension ERPReconciliation {
  /// What is compared today.
  public static let subjects = ["order"]
  /// Days of one message.
  public static let dayLimit = 92
  /// Orders that one message names.
  public static let itemLimit = 4_000

  /// Throws what is wrong with the ERP's figures, by its field. `now`: of the future they cannot be.
  public func check(at now: Instant) throws(InvalidField) {
    guard Self.subjects.contains(about) else { throw InvalidField("/about", .notOneOf(Self.subjects)) }
    guard to >= from else { throw InvalidField("/to", .before(from)) }
    let last = from.adding(days: Self.dayLimit - 1)
    guard to <= last else { throw InvalidField("/to", .after(last)) }
    // A day of grace for clocks that are ahead; beyond it no later figures would ever count.
    guard asOf <= now.adding(seconds: 86_400) else { throw InvalidField("/asOf", .inTheFuture) }
    guard days.reduce(0, { $0 + ($1.items?.count ?? 0) }) <= Self.itemLimit else {
      throw InvalidField("/days", .tooManyItems(limit: Self.itemLimit))
    }
    var found: Set<BusinessDate> = []
    for (index, day) in days.enumerated() {
      guard day.on >= from else { throw InvalidField("/days/\(index)/on", .before(from)) }
      guard day.on <= to else { throw InvalidField("/days/\(index)/on", .after(to)) }
      guard found.insert(day.on).inserted else { throw InvalidField("/days/\(index)/on", .repeated) }
      try day.check(at: "/days/\(index)")
    }
  }
}

extension ERPReconciliation.Day {
  /// As both sides' figures are written.
  public var figures: ERPReconciled.Figures {
    ERPReconciled.Figures(
      count: count, cancelled: cancelled,
      sums: sums.filter { !$0.isZero }.sorted { $0.currency.code < $1.currency.code }, revisions: revisions)
  }

  fileprivate func check(at pointer: String) throws(InvalidField) {
    for (name, number) in [("count", count), ("cancelled", cancelled ?? 0), ("revisions", revisions ?? 0)] {
      guard number >= 0 else { throw InvalidField("\(pointer)/\(name)", .negative) }
    }
    var currencies: Set<Currency> = []
    for (index, sum) in sums.enumerated() {
      guard sum.amount >= 0 else { throw InvalidField("\(pointer)/sums/\(index)/amount", .negative) }
      guard currencies.insert(sum.currency).inserted else {
        throw InvalidField("\(pointer)/sums/\(index)/currency", .repeated)
      }
    }
    guard let items else { return }
    var numbers: Set<String> = []
    for (index, item) in items.enumerated() {
      let place = "\(pointer)/items/\(index)"
      try item.check(at: place)
      guard numbers.insert(item.orderNumber).inserted else { throw InvalidField("\(place)/orderNumber", .repeated) }
    }
    try checkSums(of: items.filter { $0.cancelled != true }, at: pointer)
  }

  /// Items that do not add up to their day would show as a difference that no order explains.
  private func checkSums(of standing: [ERPReconciliation.Item], at pointer: String) throws(InvalidField) {
    guard standing.count == count else { throw InvalidField("\(pointer)/count", .notOfItems) }
    let sums: [Money]
    do {
      sums = try Reconciliation.sums(standing.compactMap(\.total))
    } catch {
      throw InvalidField("\(pointer)/items", .tooLarge)
    }
    guard sums == figures.sums else { throw InvalidField("\(pointer)/sums", .notOfItems) }
    if let revisions, revisions != standing.reduce(0, { $0 &+ $1.revision }) {
      throw InvalidField("\(pointer)/revisions", .notOfItems)
    }
  }
}

extension ERPReconciliation.Item {
  fileprivate func check(at pointer: String) throws(InvalidField) {
    guard ERPMessageHead.isNumber(orderNumber) else {
      throw InvalidField(
        "\(pointer)/orderNumber",
        orderNumber.allSatisfy(\.isWhitespace) ? .blank : .tooLong(limit: ERPMessageHead.numberLimit))
    }
    // So many of them have a sum.
    guard (0...Int(Money.limit)).contains(revision) else { throw InvalidField("\(pointer)/revision", .negative) }
    guard let total else {
      guard cancelled == true else { throw InvalidField("\(pointer)/total", .needed) }
      return
    }
    guard total.amount >= 0 else { throw InvalidField("\(pointer)/total/amount", .negative) }
  }
}
