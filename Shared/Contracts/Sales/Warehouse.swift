import Kernel

/// A warehouse as it now is, registered or edited (C9).
public struct WarehouseChanged: DomainEvent {
  public static let type = "joinery.sales.warehouse.changed.v1"
  public var key: String { code.text }
  public var subject: String { code.text }

  public var code: ID<Warehouse>
  public var name: String
  public var address: String?
  public var active: Bool
}
