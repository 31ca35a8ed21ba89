import Contracts
import Kernel

/// A lead as somebody brings it, before it is checked (A2, A3).
public struct LeadDraft: Decodable, Hashable, Sendable {
  public var name: String
  public var phone: String
  public var wechat: String?
  public var email: String?
  public var address: Address?
  public var source: LeadSource
  public var interests: [String]?
  public var budget: Money?
  public var homeStage: String?
  public var notes: String?
  public var custom: [String: String]?
  /// Who is to own it; without it whoever captures it, or the pool (A6).
  public var ownerId: ID<Employee>?

  public init(
    name: String, phone: String, wechat: String? = nil, email: String? = nil, address: Address? = nil,
    source: LeadSource, interests: [String]? = nil, budget: Money? = nil, homeStage: String? = nil,
    notes: String? = nil, custom: [String: String]? = nil, ownerId: ID<Employee>? = nil
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
    self.ownerId = ownerId
  }

  /// The profile, with the phone as it is compared. `fields` are the company's own of leads.
  public func checked(_ fields: [CustomField]) throws(LeadError) -> LeadProfile {
    var review = FieldReview()
    review.text("/name", name)
    review.length("/wechat", wechat)
    review.length("/email", email)
    review.address("/address", address)
    review.length("/source/detail", source.detail)
    review.count("/interests", interests)
    review.texts("/interests", interests)
    review.notNegative("/budget", budget)
    review.length("/homeStage", homeStage)
    review.length("/notes", notes, upTo: FieldReview.longText)
    review.custom(custom ?? [:], fields, requiring: true)
    let phone = review.phone("/phone", phone)
    try review.finish()
    return LeadProfile(
      name: name, phone: phone?.digits ?? "", wechat: wechat, email: email, address: address, source: source,
      interests: interests ?? [], budget: budget, homeStage: homeStage, notes: notes, custom: custom ?? [:])
  }
}

extension FieldReview {
  mutating func address(_ pointer: String, _ address: Address?) {
    for (field, text) in [
      ("city", address?.city), ("community", address?.community), ("building", address?.building),
      ("room", address?.room),
    ] { length("\(pointer)/\(field)", text) }
  }
}
