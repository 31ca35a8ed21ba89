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
  /// What an ERP calls the customer, and which.
  struct ExternalID: Codable, Hashable, Sendable {
    var externalSystem: String
    var externalId: String
  }

  /// The customer's numbers in ERPs; of one customer alone, not in lists.
  var externalIds: [ExternalID]?
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

extension CustomerView {
  /// As the caller sees it, who may be to tell customers apart and not to reach them.
  func shown(to visibility: Visibility, in database: Database) throws -> CustomerView {
    try CustomerStore.isIn(visibility.clear, id, in: database) ? self : masked
  }

  private var masked: CustomerView {
    var view = self
    view.phone = Masking.phone(phone)
    view.wechat = wechat.map(Masking.account)
    view.email = email.map(Masking.account)
    view.address = Masking.address(address)
    view.contacts = contacts.map { contact in
      var contact = contact
      contact.phone = contact.phone.map(Masking.phone)
      contact.wechat = contact.wechat.map(Masking.account)
      contact.email = contact.email.map(Masking.account)
      return contact
    }
    view.properties = properties.map { property in
      var property = property
      (property.building, property.room) = (nil, nil)
      return property
    }
    return view
  }
}

extension Answer where Body == CustomerView {
  /// The customer as it now is.
  static func customer(_ id: ID<Customer>, for visibility: Visibility, in database: Database) throws -> Answer {
    try customer(CustomerStore.find(id, in: database), for: visibility, in: database)
  }

  static func customer(
    _ customer: CustomerState, for visibility: Visibility, in database: Database
  ) throws -> Answer {
    var view = CustomerView(customer, ownerId: try CustomerStore.owner(of: customer.id, in: database))
    view.externalIds = try ERPCustomers.numbers(of: customer.id, in: database)
    return Answer(try view.shown(to: visibility, in: database), version: customer.version)
  }
}
