import Contracts
import Kernel
import ServiceKit

/// A customer as after-sales knows him or her from leads.
struct CustomerView: Codable, Sendable {
  var id: ID<Customer>
  var name: String
  var phone: String
  var wechat: String?
  var email: String?
  var address: Address
  var registeredOn: BusinessDate

  init(_ copy: CustomerCopy) {
    (id, name, phone, wechat, email) = (copy.id, copy.name, copy.phone, copy.wechat, copy.email)
    (address, registeredOn) = (copy.address, copy.registeredOn)
  }
}
