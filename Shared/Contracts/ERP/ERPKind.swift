/// What an ERP's bridge tells the suite of, a topic each (`Shared/Contracts/README.md#what-the-erp-bridge-publishes`).
public enum ERPKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// A contract with a customer.
  case order
  /// An article of the catalogue, with its list price.
  case product
  /// How much of a product lies in a warehouse.
  case stock
  /// How far an order, or a line of one, is in the works.
  case production
  /// Goods that left a warehouse.
  case shipment
  /// Money that came in.
  case receipt
  /// A customer's number in the ERP.
  case customer
  /// What the ERP has of some days, for the comparison with what is here.
  case reconciliation

  /// `joinery.erp.orders`
  public var topic: String { "joinery.erp.\(plural)" }

  /// As topics and paths name it.
  public var plural: String {
    switch self {
    case .order: "orders"
    case .product: "products"
    case .stock: "stock"
    case .production: "production"
    case .shipment: "shipments"
    case .receipt: "receipts"
    case .customer: "customers"
    case .reconciliation: "reconciliations"
    }
  }

  /// The service that owns the thing, and takes the messages in.
  public var owner: Source {
    switch self {
    case .order, .product, .stock, .production, .shipment, .reconciliation: .sales
    case .receipt: .finance
    case .customer: .leads
    }
  }

  public init?(topic: String) {
    guard let kind = Self.allCases.first(where: { $0.topic == topic }) else { return nil }
    self = kind
  }

  /// The key under which a message about this subject is held, and its answers are told: the number alone for an order,
  /// since orders were there first.
  public func key(of subject: String) -> String { self == .order ? subject : "\(rawValue):\(subject)" }

  /// What such a key names; nil where it is another kind's.
  public func subject(of key: String) -> String? {
    if self == .order { return key }
    return key.hasPrefix("\(rawValue):") ? String(key.dropFirst(rawValue.count + 1)) : nil
  }
}
