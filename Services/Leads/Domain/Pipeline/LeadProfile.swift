import Contracts
import Kernel

/// What a lead says about itself; stage and owner are not part of it.
public struct LeadProfile: Hashable, Sendable {
  public var name: String
  /// Digits only, as phones are compared.
  public var phone: String
  public var wechat: String?
  public var email: String?
  public var address: Address?
  public var source: LeadSource
  public var interests: [String]
  public var budget: Money?
  public var homeStage: String?
  public var notes: String?
  /// The company's own fields.
  public var custom: [String: String]

  public init(
    name: String, phone: String, wechat: String? = nil, email: String? = nil, address: Address? = nil,
    source: LeadSource, interests: [String] = [], budget: Money? = nil, homeStage: String? = nil,
    notes: String? = nil, custom: [String: String] = [:]
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

  public init(_ event: LeadCaptured) {
    self.init(
      name: event.name, phone: event.phone, wechat: event.wechat, email: event.email, address: event.address,
      source: event.source, interests: event.interests, budget: event.budget, homeStage: event.homeStage,
      notes: event.notes, custom: event.custom)
  }

  public init(_ event: LeadEdited) {
    self.init(
      name: event.name, phone: event.phone, wechat: event.wechat, email: event.email, address: event.address,
      source: event.source, interests: event.interests, budget: event.budget, homeStage: event.homeStage,
      notes: event.notes, custom: event.custom)
  }

  /// The profile after an edit that was checked.
  public func applying(_ edit: LeadEdit) -> LeadProfile {
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

  /// Each field that differs, with old and new (B3); nothing for what stays.
  public func changes(to new: LeadProfile) throws -> [CustomerUpdated.Change] {
    let pairs: [(String, String?, String?)] = [
      ("name", name, new.name), ("phone", phone, new.phone), ("wechat", wechat, new.wechat),
      ("email", email, new.email), ("homeStage", homeStage, new.homeStage), ("notes", notes, new.notes),
      ("address", try address.map(ChangeText.of), try new.address.map(ChangeText.of)),
      ("source", try ChangeText.of(source), try ChangeText.of(new.source)),
      ("interests", try ChangeText.of(interests), try ChangeText.of(new.interests)),
      ("budget", try budget.map(ChangeText.of), try new.budget.map(ChangeText.of)),
      ("custom", try ChangeText.of(custom), try ChangeText.of(new.custom)),
    ]
    return pairs.filter { $0.1 != $0.2 }.map { CustomerUpdated.Change(field: $0.0, from: $0.1, to: $0.2) }
  }
}
