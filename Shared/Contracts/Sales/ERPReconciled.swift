import Kernel

/// The ERP's figures of some days were compared with what is here (I7; `Services/Sales/README.md#reconciliation`).
public struct ERPReconciled: DomainEvent {
  /// One day on both sides.
  public struct Day: Codable, Hashable, Sendable {
    /// The day on which the orders were signed.
    public var on: BusinessDate
    /// What the ERP has.
    public var there: ERPReconciled.Figures
    /// What is here.
    public var here: ERPReconciled.Figures
    /// Whether both are the same, order by order where the ERP named them.
    public var agrees: Bool
    /// How many orders differ whose newest state may still be on its way here.
    public var onItsWay: Int
    /// How many orders differ otherwise; 0 where the ERP named none.
    public var differing: Int
    /// The first of those, 200 in all days together.
    public var differences: [ERPReconciled.Difference]
  }

  /// What one side has of a day.
  public struct Figures: Codable, Hashable, Sendable {
    /// Orders that stand: those that are not cancelled.
    public var count: Int
    /// Cancelled orders; absent where that side does not say.
    public var cancelled: Int? = nil
    /// What those that stand come to, tax included: one amount a currency, by its code; none where nothing stands.
    public var sums: [Money]
    /// The ERP's revisions of those that stand, summed up; absent where that side does not say.
    public var revisions: Int? = nil
  }

  /// How an order differs.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// The ERP has it and it never came here.
    case missingHere = "missing-here"
    /// It stands here and the ERP does not have it on that day.
    case missingThere = "missing-there"
    /// What the ERP has was set aside here.
    case parked
    /// It stands in the ERP and is cancelled here.
    case cancelledHere = "cancelled-here"
    /// It is cancelled in the ERP and stands here.
    case cancelledThere = "cancelled-there"
    /// Another revision was taken here.
    case revision
    /// The same revision is signed on another day here.
    case day
    /// The same revision comes to another amount here.
    case amount
  }

  /// One order on both sides.
  public struct Difference: Codable, Hashable, Sendable {
    /// The ERP's number of the order.
    public var orderNumber: String
    /// How it differs.
    public var kind: ERPReconciled.Kind
    /// What the ERP has; absent where it does not have it.
    public var there: ERPReconciled.Side? = nil
    /// What is here; absent where it is not.
    public var here: ERPReconciled.Side? = nil
  }

  /// An order as one side has it.
  public struct Side: Codable, Hashable, Sendable {
    /// The ERP's revision.
    public var revision: Int
    /// The day on which it is signed, where that side says it.
    public var signedOn: BusinessDate? = nil
    /// What it comes to, tax included.
    public var total: Money? = nil
    /// Whether it is cancelled.
    public var cancelled: Bool
  }

  public static let type = "joinery.sales.erp.reconciled.v1"
  public static let personal: Set<String> = []
  public var key: String { source }
  public var subject: String { source }

  /// The ERP's instance: the `ce_source` of its messages.
  public var source: String
  /// What was compared: `order`.
  public var about: String
  /// The first day.
  public var from: BusinessDate
  /// The last day.
  public var to: BusinessDate
  /// When the ERP's figures were read, by its clock.
  public var asOf: Instant
  /// The days on which either side has something, in their order.
  public var days: [ERPReconciled.Day]
  public var occurredAt: Instant
}

/// The ERP's bridge was asked for its figures of some days (`Services/Sales/README.md#reconciliation`).
public struct ERPReconciliationRequested: DomainEvent {
  public static let type = "joinery.sales.erp_reconciliation.requested.v1"
  public static let personal: Set<String> = []
  public var key: String { source }
  public var subject: String { source }

  /// The ERP's instance: the `ce_source` of its messages.
  public var source: String
  /// What is to be compared: `order`.
  public var about: String
  /// The first day.
  public var from: BusinessDate
  /// The last day.
  public var to: BusinessDate
  /// Whether each order of these days is to be named.
  public var items: Bool
  /// The day whose daily look asked; absent where somebody did, or where the ERP's sums differed.
  public var sweptOn: BusinessDate? = nil
  public var occurredAt: Instant
}
