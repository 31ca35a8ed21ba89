import Kernel

/// What the ERP has of some days, for sales to compare with what it has
/// (`Shared/Contracts/README.md#reconciliation`).
public struct ERPReconciliation: Codable, Hashable, Sendable {
  /// One day of the ERP's.
  public struct Day: Codable, Hashable, Sendable {
    /// The day on which the orders were signed.
    public var on: BusinessDate
    /// How many orders of that day stand: those that are not cancelled.
    public var count: Int
    /// How many of that day are cancelled; told, and not compared.
    public var cancelled: Int? = nil
    /// What the orders that stand come to, tax included: one amount a currency, none where nothing stands.
    public var sums: [Money]
    /// The revisions of the orders that stand, summed up; with it a change is missed that leaves the amounts as they are.
    public var revisions: Int? = nil
    /// Every order of that day, cancelled ones too, so that differences can be told by number.
    public var items: [ERPReconciliation.Item]? = nil
  }

  /// One order of the ERP's.
  public struct Item: Codable, Hashable, Sendable {
    /// The ERP's number of the order.
    public var orderNumber: String
    /// The revision that it has there.
    public var revision: Int
    /// What it comes to, tax included; not needed of a cancelled one.
    public var total: Money? = nil
    /// Whether it is cancelled; without it, it is not.
    public var cancelled: Bool? = nil
  }

  public static let type = "joinery.erp.reconciliation.v1"

  /// What is compared: `order`.
  public var about: String
  /// The first day.
  public var from: BusinessDate
  /// The last day; at most 92 days in all.
  public var to: BusinessDate
  /// When the ERP's figures were read, by its clock: what it changed later is no part of them.
  public var asOf: Instant
  /// The days, each once; one that is left out has no order.
  public var days: [ERPReconciliation.Day]
}

/// Asks the ERP's bridge for its figures of some days, on the topic that the bridge reads; it answers with
/// `joinery.erp.reconciliation.v1` (`Shared/Contracts/README.md#reconciliation`).
public struct ERPReconciliationRequest: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.reconciliation.requested.v1"

  /// The `ce_source` of the ERP that is asked.
  public var source: String
  /// What is to be compared: `order`.
  public var about: String
  /// The first day.
  public var from: BusinessDate
  /// The last day.
  public var to: BusinessDate
  /// Whether each order of these days is to be named (`items`).
  public var items: Bool
  /// When it was asked.
  public var at: Instant
}
