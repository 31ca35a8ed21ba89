import AfterSalesDomain
import Contracts
import Kernel

/// An installed item as it is read.
struct InstalledItemView: Codable, Sendable {
  var id: ID<InstalledItem>
  var customerId: ID<Customer>
  var installationId: ID<Installation>
  var sku: String?
  var name: String
  var component: String
  var serial: String?
  var room: String?
  var installedOn: BusinessDate
  var warrantyUntil: BusinessDate
  var underWarranty: Bool
  var maintainedOn: BusinessDate?
  var replaces: ID<InstalledItem>?
  var replacedBy: ID<InstalledItem>?

  init(_ item: InstalledItemState, asOf day: BusinessDate) {
    (id, customerId, installationId) = (item.id, item.customerId, item.installationId)
    (sku, name, component, serial, room) = (item.sku, item.name, item.component, item.serial, item.room)
    (installedOn, warrantyUntil) = (item.installedOn, item.warrantyUntil)
    underWarranty = item.isUnderWarranty(on: day)
    (maintainedOn, replaces, replacedBy) = (item.maintainedOn, item.replaces, item.replacedBy)
  }
}
