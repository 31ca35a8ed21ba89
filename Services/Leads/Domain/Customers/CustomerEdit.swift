import Contracts
import Kernel

/// What is to change of a customer. What is absent stays, lists are replaced, null and an empty text take a value away;
/// of an address the parts that are written change. What a customer cannot be without (name, type, status) is left alone
/// by null.
public struct CustomerEdit: Decodable, Equatable, Sendable {
  public var name: String?
  public var phone: Patch<String>
  public var wechat: Patch<String>
  public var email: Patch<String>
  public var address: Patch<Address>
  public var type: String?
  public var status: CustomerStatus?
  public var tags: Patch<[String]>
  public var contacts: Patch<[ContactPerson]>
  public var properties: Patch<[Property]>
  public var dates: Patch<[ImportantDate]>
  public var optOut: Patch<[String]>
  /// Of the company's own fields: those named here, an empty text takes one away.
  public var custom: [String: String]?

  public init(
    name: String? = nil, phone: Patch<String> = .absent, wechat: Patch<String> = .absent,
    email: Patch<String> = .absent, address: Patch<Address> = .absent, type: String? = nil,
    status: CustomerStatus? = nil, tags: Patch<[String]> = .absent, contacts: Patch<[ContactPerson]> = .absent,
    properties: Patch<[Property]> = .absent, dates: Patch<[ImportantDate]> = .absent,
    optOut: Patch<[String]> = .absent, custom: [String: String]? = nil
  ) {
    self.name = name
    self.phone = phone
    self.wechat = wechat
    self.email = email
    self.address = address
    self.type = type
    self.status = status
    self.tags = tags
    self.contacts = contacts
    self.properties = properties
    self.dates = dates
    self.optOut = optOut
    self.custom = custom
  }

  /// The edit with its phone as phones are compared; throws everything that is wrong with it by itself. `fields` are the
  /// company's own of customers.
  public func checked(_ fields: [CustomField]) throws(LeadError) -> CustomerEdit {
    var edit = self
    var review = FieldReview()
    if let name { review.text("/name", name) }
    if let text = phone.newValue, !text.isEmpty, let phone = review.phone("/phone", text) {
      edit.phone = .value(phone.digits)
    }
    review.length("/wechat", wechat.newValue)
    review.length("/email", email.newValue)
    review.address("/address", address.newValue)
    check(&review)
    review.custom(custom ?? [:], fields, requiring: false)
    try review.finish()
    return edit
  }

  /// What registering somebody checks as well.
  func check(_ review: inout FieldReview) {
    if let type { review.text("/type", type, upTo: CustomerEdit.wordLimit) }
    review.count("/tags", tags.newValue)
    review.count("/contacts", contacts.newValue)
    review.count("/properties", properties.newValue)
    review.count("/dates", dates.newValue)
    review.count("/optOut", optOut.newValue)
    review.texts("/tags", tags.newValue, upTo: CustomerEdit.wordLimit)
    review.texts("/optOut", optOut.newValue, upTo: CustomerEdit.wordLimit)
    for (index, contact) in (contacts.newValue ?? []).enumerated() {
      review.text("/contacts/\(index)/name", contact.name)
      review.length("/contacts/\(index)/role", contact.role)
      if let phone = contact.phone { review.phone("/contacts/\(index)/phone", phone) }
    }
    for (index, date) in (dates.newValue ?? []).enumerated() {
      review.text("/dates/\(index)/kind", date.kind, upTo: CustomerEdit.wordLimit)
    }
  }

  /// Characters of one word: a type, a tag, a kind of day, a channel.
  static let wordLimit = 50
}
