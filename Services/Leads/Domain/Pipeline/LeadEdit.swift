import Contracts
import Kernel

/// What is to change of a lead, by hand or by a file. What is absent stays, null and an empty text
/// take a value away; what a lead cannot be without (name, phone, source) is left alone by null.
public struct LeadEdit: Decodable, Equatable, Sendable {
  public var name: String?
  public var phone: String?
  public var wechat: Patch<String>
  public var email: Patch<String>
  public var address: Patch<Address>
  public var source: LeadSource?
  public var interests: Patch<[String]>
  public var budget: Patch<Money>
  public var homeStage: Patch<String>
  public var notes: Patch<String>
  /// Of the company's own fields: those named here, an empty text takes one away.
  public var custom: [String: String]?

  public init(
    name: String? = nil, phone: String? = nil, wechat: Patch<String> = .absent, email: Patch<String> = .absent,
    address: Patch<Address> = .absent, source: LeadSource? = nil, interests: Patch<[String]> = .absent,
    budget: Patch<Money> = .absent, homeStage: Patch<String> = .absent, notes: Patch<String> = .absent,
    custom: [String: String]? = nil
  ) {
    self.name = name
    self.phone = phone
    self.wechat = wechat
    self.email = email
    self.address = address
    self.source = source
    self.interests = interests
    self.budget = budget
    self.homeStage = homeStage
    self.notes = notes
    self.custom = custom
  }

  /// What is wrong with it by itself; `fields` are the company's own of leads.
  public func check(_ fields: [CustomField]) throws(LeadError) {
    var review = FieldReview()
    if let name { review.text("/name", name) }
    for (field, text) in [
      ("wechat", wechat.newValue), ("email", email.newValue), ("homeStage", homeStage.newValue),
      ("address/city", address.newValue?.city), ("address/community", address.newValue?.community),
      ("address/building", address.newValue?.building), ("address/room", address.newValue?.room),
      ("source/detail", source?.detail),
    ] { review.length("/\(field)", text) }
    review.length("/notes", notes.newValue, upTo: FieldReview.longText)
    review.notNegative("/budget", budget.newValue)
    review.count("/interests", interests.newValue)
    review.texts("/interests", interests.newValue)
    review.custom(custom ?? [:], fields, requiring: false)
    if let phone { review.phone("/phone", phone) }
    try review.finish()
  }
}

extension LeadProfile {
  /// The profile after an edit, which is checked; `fields` are the company's own of leads.
  public func applying(_ edit: LeadEdit, knowing fields: [CustomField]) throws(LeadError) -> LeadProfile {
    try edit.check(fields)
    var new = self
    new.name = edit.name ?? name
    new.phone = edit.phone.flatMap(Phone.init)?.digits ?? phone
    new.wechat = edit.wechat.emptyAsNull.applied(to: wechat)
    new.email = edit.email.emptyAsNull.applied(to: email)
    new.address = edit.address.applied(to: address)
    new.source = edit.source ?? source
    new.interests = edit.interests.applied(to: interests) ?? []
    new.budget = edit.budget.applied(to: budget)
    new.homeStage = edit.homeStage.emptyAsNull.applied(to: homeStage)
    new.notes = edit.notes.emptyAsNull.applied(to: notes)
    for (name, value) in edit.custom ?? [:] { new.custom[name] = value.isEmpty ? nil : value }
    return new
  }
}
