import Contracts
import Kernel

/// Something that stands at a customer's (E1).
public struct InstalledItemState: Codable, Hashable, Sendable {
  public private(set) var id: ID<InstalledItem>
  public let customerId: ID<Customer>
  public let installationId: ID<Installation>
  public private(set) var sku: String?
  public private(set) var name: String
  public let component: String
  public private(set) var serial: String?
  public let room: String?
  public private(set) var installedOn: BusinessDate
  public private(set) var warrantyUntil: BusinessDate
  /// When it was last looked after.
  public private(set) var maintainedOn: BusinessDate?
  public private(set) var replaces: ID<InstalledItem>?
  public private(set) var replacedBy: ID<InstalledItem>?

  public init(_ item: InstallationCompleted.Item, of event: InstallationCompleted) {
    (id, customerId, installationId, sku) = (item.itemId, event.customerId, event.installationId, item.sku)
    (name, component, serial, room) = (item.name, item.component, item.serial, item.room)
    (installedOn, warrantyUntil) = (event.completedOn, item.warrantyUntil)
  }

  /// Nothing has taken its place.
  public var isInUse: Bool { replacedBy == nil }

  /// The last day of the warranty is one of it.
  public func isUnderWarranty(on day: BusinessDate) -> Bool { day <= warrantyUntil }

  /// From where its next maintenance counts (E9).
  public var lookedAfterOn: BusinessDate { maintainedOn ?? installedOn }

  /// A part takes its place: it keeps the rest of the warranty (`Services/AfterSales/README.md#warranty`), and its
  /// maintenance counts anew. Nil where the part takes the place of nothing.
  public mutating func replace(_ part: ServiceResolved.Part, of event: ServiceResolved) -> InstalledItemState? {
    guard part.replaces == id, let new = part.itemId else { return nil }
    var replacement = self
    replacedBy = new
    replacement.id = new
    replacement.name = part.name
    replacement.serial = part.serial
    replacement.installedOn = event.resolvedOn
    replacement.warrantyUntil = part.warrantyUntil ?? warrantyUntil
    replacement.maintainedOn = nil
    replacement.replaces = id
    return replacement
  }

  public mutating func maintain(_ event: ServiceResolved) { maintainedOn = event.resolvedOn }
}
