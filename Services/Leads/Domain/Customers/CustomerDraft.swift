import Contracts
import Kernel

/// A customer as somebody registers one by hand (B2, B3).
public struct CustomerDraft: Decodable, Equatable, Sendable {
  public var name: String
  public var phone: String?
  public var wechat: String?
  public var email: String?
  public var address: Address?
  public var source: LeadSource?
  public var type: String?
  public var status: CustomerStatus?
  public var tags: [String]?
  public var contacts: [ContactPerson]?
  public var properties: [Property]?
  public var dates: [ImportantDate]?
  public var optOut: [String]?
  public var custom: [String: String]?

  public init(name: String, phone: String? = nil) {
    self.name = name
    self.phone = phone
  }

  /// The draft with its phone as phones are compared; throws everything that is wrong with it. `fields` are the
  /// company's own of customers.
  public func checked(_ fields: [CustomField]) throws(LeadError) -> CustomerDraft {
    var draft = self
    var review = FieldReview()
    review.text("/name", name)
    if let phone { draft.phone = review.phone("/phone", phone)?.digits }
    record.check(&review)
    review.length("/wechat", wechat)
    review.length("/email", email)
    review.custom(custom ?? [:], fields, requiring: true)
    try review.finish()
    return draft
  }

  /// Gives the person or household its id, for ever.
  public func registered(as id: ID<Customer>, on day: BusinessDate) -> CustomerRegistered {
    CustomerRegistered(
      customerId: id, name: name, phone: phone ?? "", wechat: wechat, email: email, address: address ?? Address(),
      source: source ?? LeadSource(channel: .own), registeredOn: day)
  }

  /// What the draft says beyond the registration, which is a first edit.
  public var record: CustomerEdit {
    func written<Value>(_ value: Value?) -> Patch<Value> { value.map { .value($0) } ?? .absent }
    return CustomerEdit(
      type: type, status: status, tags: written(tags), contacts: written(contacts), properties: written(properties),
      dates: written(dates), optOut: written(optOut), custom: custom)
  }
}
