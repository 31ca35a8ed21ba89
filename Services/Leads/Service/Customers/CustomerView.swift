import Contracts
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

/// A customer as the API shows it: the master of all copies.
struct CustomerView: Codable, Sendable {
  var id: ID<Customer>
  var name: String
  var phone: String
  var wechat: String?
  var email: String?
  var address: Address
  var channel: String
  var detail: String?
  var registeredOn: String
  var type: String
  var status: CustomerStatus
  var tags: [String]
  var contacts: [ContactPerson]
  var properties: [Property]
  var dates: [ImportantDate]
  /// Channels by which the customer wants no messages; `all` for none at all (A14).
  var optOut: [String]
  var custom: [String: String]
  /// The owner of the latest lead.
  var ownerId: ID<Employee>?
  var version: Int
}

extension CustomerView {
  init(_ customer: CustomerState, ownerId: ID<Employee>?) {
    let profile = customer.profile
    self.init(
      id: customer.id, name: profile.name, phone: profile.phone, wechat: profile.wechat, email: profile.email,
      address: profile.address, channel: customer.channel.rawValue, detail: customer.detail,
      registeredOn: customer.registeredOn.description, type: profile.type, status: profile.status, tags: profile.tags,
      contacts: profile.contacts, properties: profile.properties, dates: profile.dates, optOut: profile.optOut,
      custom: profile.custom, ownerId: ownerId, version: customer.version)
  }
}

extension Answer where Body == CustomerView {
  /// The customer as it now is.
  static func customer(_ id: ID<Customer>, in database: Database) throws -> Answer {
    let customer = try CustomerStore.find(id, in: database)
    return Answer(
      CustomerView(customer, ownerId: try CustomerStore.owner(of: id, in: database)), version: customer.version)
  }
}
