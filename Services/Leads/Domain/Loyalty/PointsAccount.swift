import Contracts
import Kernel

/// A customer's points (F2): a point for so much money received less refunds; what went back takes its points along, also
/// below zero; what is left of earned points expires, oldest first. Its moves return events and change nothing.
public struct PointsAccount: Hashable, Sendable {
  /// An entry of its ledger.
  public struct Entry: Hashable, Sendable {
    public var kind: PointsKind
    /// Negative where points go.
    public var points: Int
    /// The last day of points that were earned.
    public var expiresOn: BusinessDate?

    public init(kind: PointsKind, points: Int, expiresOn: BusinessDate? = nil) {
      (self.kind, self.points, self.expiresOn) = (kind, points, expiresOn)
    }
  }

  public var customerID: ID<Customer>
  public var entries: [Entry]

  public init(customerID: ID<Customer>, entries: [Entry] = []) {
    self.customerID = customerID
    self.entries = entries
  }

  public mutating func apply(_ event: PointsChanged) {
    entries.append(Entry(kind: event.kind, points: event.points, expiresOn: event.expiresOn))
  }

  public var balance: Int { entries.reduce(0) { $0 + $1.points } }

  /// Brings the account level with the money: the sum of what was earned and reversed is that of the money, however it
  /// came in parts. `received` is all of the customer's, in fen; `document` is finance's that changed it.
  public func level(
    with received: Int64, because document: String, as id: () -> ID<PointsEntry>, on day: BusinessDate,
    _ policy: LeadsPolicy, at occurredAt: Instant
  ) -> PointsChanged? {
    let told = entries.filter { $0.kind == .earned || $0.kind == .reversed }.reduce(0) { $0 + $1.points }
    let difference = Int(received / policy.fenForPoint) - told
    guard difference != 0 else { return nil }
    return PointsChanged(
      entryId: id(), customerId: customerID, kind: difference > 0 ? .earned : .reversed, points: difference,
      reason: nil, refersTo: document, on: day,
      expiresOn: difference > 0 ? day.adding(months: policy.pointsMonths) : nil, occurredAt: occurredAt)
  }

  /// What of the points whose last day has passed was not used since: whatever went, went from the oldest.
  public func expired(on day: BusinessDate) -> Int {
    entries.reduce(0) { sum, entry in
      guard entry.points > 0 else { return sum + entry.points }
      return entry.expiresOn.map { $0 < day } == true ? sum + entry.points : sum
    }
  }

  /// Takes expired points away; nil where there are none.
  public func expire(as id: () -> ID<PointsEntry>, on day: BusinessDate, at occurredAt: Instant)
    -> PointsChanged?
  {
    let rest = expired(on: day)
    guard rest > 0 else { return nil }
    return PointsChanged(
      entryId: id(), customerId: customerID, kind: .expired, points: -rest, reason: nil, refersTo: nil, on: day,
      expiresOn: nil, occurredAt: occurredAt)
  }
}
