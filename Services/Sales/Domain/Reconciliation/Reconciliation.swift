import Contracts
import Kernel

/// What the ERP says of one of its orders, kept until it says the next (`Services/Sales/README.md#reconciliation`).
public struct OrderThere: Codable, Hashable, Sendable {
  public var orderNumber: String
  public var revision: Int
  public var total: Money?
  public var isCancelled: Bool
  /// When the ERP first said that it has this revision: until some time after that it may be on its way here.
  public var since: Instant

  public init(orderNumber: String, revision: Int, total: Money?, isCancelled: Bool, since: Instant) {
    (self.orderNumber, self.revision, self.total, self.isCancelled) = (orderNumber, revision, total, isCancelled)
    self.since = since
  }

  /// `before`: the same order as the ERP named it last.
  public init(_ item: ERPReconciliation.Item, after before: OrderThere?, at now: Instant) {
    (orderNumber, revision, total) = (item.orderNumber, item.revision, item.total)
    isCancelled = item.cancelled ?? false
    since = before.flatMap { [revision] in $0.revision == revision ? $0.since : nil } ?? now
  }
}

/// An order of the ERP as it is here: one that waits for its customer, or is an order.
public struct OrderHere: Hashable, Sendable {
  public var orderNumber: String
  /// The ERP's revision that was taken last.
  public var revision: Int
  /// Nil of one that was cancelled before it was known.
  public var signedOn: BusinessDate?
  public var total: Money?
  public var isCancelled: Bool
  /// When that revision was taken; nil where a build took it that did not note it.
  public var takenAt: Instant?

  public init(
    orderNumber: String, revision: Int, signedOn: BusinessDate?, total: Money?, isCancelled: Bool, takenAt: Instant?
  ) {
    (self.orderNumber, self.revision, self.signedOn, self.total) = (orderNumber, revision, signedOn, total)
    (self.isCancelled, self.takenAt) = (isCancelled, takenAt)
  }
}

/// An order that differs, and whether it may only not have come yet.
public struct OrderDifference: Hashable, Sendable {
  public var found: ERPReconciled.Difference
  /// Since when the ERP has what is not here; nil where nothing that could still come explains it.
  public var since: Instant?

  public init(_ found: ERPReconciled.Difference, since: Instant? = nil) {
    (self.found, self.since) = (found, since)
  }

  /// Whether it has had its time to come.
  public func isSettled(at now: Instant, grace seconds: Int) -> Bool {
    since.map { now >= $0.adding(seconds: seconds) } ?? true
  }
}

/// The ERP's orders of a day beside those that are here: pure, so that it can be made again whenever one is asked.
public enum Reconciliation {
  /// What the orders signed on a day come to.
  public static func figures(_ orders: [OrderHere], on day: BusinessDate) throws -> ERPReconciled.Figures {
    let ofDay = orders.filter { $0.signedOn == day }
    let standing = ofDay.filter { !$0.isCancelled }
    return ERPReconciled.Figures(
      count: standing.count, cancelled: ofDay.count - standing.count, sums: try sums(standing.compactMap(\.total)),
      revisions: standing.reduce(0) { $0 &+ $1.revision })
  }

  /// One amount a currency, by its code; none of nothing.
  static func sums(_ amounts: [Money]) throws(MoneyError) -> [Money] {
    var sums: [Currency: Money] = [:]
    for amount in amounts {
      sums[amount.currency] = try (sums[amount.currency] ?? .zero(amount.currency)).adding(amount)
    }
    return sums.values.filter { !$0.isZero }.sorted { $0.currency.code < $1.currency.code }
  }

  /// Whether two sides of a day come to the same. Cancelled orders do not count: one that was cancelled before it was
  /// known has no day here. Revisions do where both say them.
  public static func agree(_ there: ERPReconciled.Figures, _ here: ERPReconciled.Figures) -> Bool {
    func ordered(_ sums: [Money]) -> [Money] {
      sums.filter { !$0.isZero }.sorted { $0.currency.code < $1.currency.code }
    }
    let areRevisions = there.revisions == nil || here.revisions == nil || there.revisions == here.revisions
    return there.count == here.count && ordered(there.sums) == ordered(here.sums) && areRevisions
  }

  /// What differs on a day, by order number. `here` has the orders of that day and those that the ERP names; `parked` says
  /// which revisions were set aside; `asOf` is when the ERP's figures were read: what came here later is newer than they.
  public static func differences(
    on day: BusinessDate, there: [OrderThere], here: [OrderHere], parked: [String: Int], asOf: Instant
  ) -> [OrderDifference] {
    let byNumber = Dictionary(here.map { ($0.orderNumber, $0) }) { first, _ in first }
    let named = Set(there.map(\.orderNumber))
    let ofTheirs = there.compactMap { order -> OrderDifference? in
      let found = byNumber[order.orderNumber]
      return kind(order, found, on: day, parked: parked[order.orderNumber], asOf: asOf).map { kind, since in
        OrderDifference(
          ERPReconciled.Difference(
            orderNumber: order.orderNumber, kind: kind, there: side(order, on: day), here: found.map(side)),
          since: since)
      }
    }
    let ofOurs = here.filter { order in
      order.signedOn == day && !order.isCancelled && !named.contains(order.orderNumber)
        && !isLater(order.takenAt, than: asOf)
    }.map { order in
      OrderDifference(
        ERPReconciled.Difference(
          orderNumber: order.orderNumber, kind: .missingThere, there: nil, here: side(order)))
    }
    return (ofTheirs + ofOurs).sorted { $0.found.orderNumber < $1.found.orderNumber }
  }

  private static func kind(
    _ there: OrderThere, _ here: OrderHere?, on day: BusinessDate, parked: Int?, asOf: Instant
  ) -> (ERPReconciled.Kind, since: Instant?)? {
    guard let here else {
      // One that is cancelled and never came leaves nothing behind on either side.
      guard !there.isCancelled else { return nil }
      return parked == nil ? (.missingHere, there.since) : (.parked, nil)
    }
    if there.isCancelled && here.isCancelled { return nil }
    if here.revision > there.revision { return isLater(here.takenAt, than: asOf) ? nil : (.revision, nil) }
    let lags = here.revision < there.revision
    if lags, let parked, parked > here.revision { return (.parked, nil) }
    let since = lags ? there.since : nil
    if there.isCancelled { return (.cancelledThere, since) }
    if here.isCancelled { return (.cancelledHere, since) }
    if lags { return (.revision, since) }
    if here.signedOn != day { return (.day, nil) }
    return here.total == there.total ? nil : (.amount, nil)
  }

  private static func isLater(_ time: Instant?, than asOf: Instant) -> Bool { time.map { $0 > asOf } ?? false }

  private static func side(_ order: OrderThere, on day: BusinessDate) -> ERPReconciled.Side {
    ERPReconciled.Side(revision: order.revision, signedOn: day, total: order.total, cancelled: order.isCancelled)
  }

  private static func side(_ order: OrderHere) -> ERPReconciled.Side {
    ERPReconciled.Side(
      revision: order.revision, signedOn: order.signedOn, total: order.total, cancelled: order.isCancelled)
  }
}
