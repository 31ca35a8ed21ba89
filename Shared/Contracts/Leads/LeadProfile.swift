import Kernel

/// What a lead says about itself; stage and owner are not part of it.
public struct LeadProfile: Codable, Hashable, Sendable {
  /// What of it an edit may change, in the order in which it is told.
  public enum Field: String, CaseIterable, Hashable, Sendable {
    case name, phone, wechat, email, homeStage, notes, address, source, interests, budget, custom
  }

  /// The person's name, as given with the lead.
  public var name: String
  /// Digits only, as phones are compared.
  public var phone: String
  public var wechat: String? = nil
  public var email: String? = nil
  /// Where the furniture is to go.
  public var address: Address? = nil
  /// It stays from the conversion on (A3).
  public var source: LeadSource
  /// What the person wants, in the company's words: `kitchen`, `wardrobe`.
  public var interests: [String] = []
  /// What the person means to spend.
  public var budget: Money? = nil
  public var homeStage: String? = nil
  public var notes: String? = nil
  /// Field names chosen by the company, with texts, numbers or booleans as text.
  public var custom: [String: String] = [:]

  private static func part(_ field: Field) -> ProfilePart<LeadProfile> {
    switch field {
    case .name: ProfilePart(text: \.name)
    case .phone: ProfilePart(text: \.phone)
    case .wechat: ProfilePart(text: \.wechat)
    case .email: ProfilePart(text: \.email)
    case .homeStage: ProfilePart(text: \.homeStage)
    case .notes: ProfilePart(text: \.notes)
    case .address: ProfilePart(json: \.address)
    case .source: ProfilePart(json: \.source)
    case .interests: ProfilePart(json: \.interests)
    case .budget: ProfilePart(json: \.budget)
    case .custom: ProfilePart(json: \.custom)
    }
  }
}

extension LeadProfile {
  /// What of it is otherwise than it was.
  public func changed(since old: LeadProfile) -> ChangedFields<Field> {
    ChangedFields(Field.allCases.filter { !Self.part($0).isSame(self, old) })
  }

  /// The change of one field from what it was, as text.
  public func change(of field: Field, since old: LeadProfile) throws -> FieldChange {
    let part = Self.part(field)
    return FieldChange(field: field.rawValue, from: try part.text(old), to: try part.text(self))
  }

  /// As it was before these changes. Those of fields that this build does not have are passed over.
  public func before(_ changes: [FieldChange]) throws -> LeadProfile {
    var old = self
    for change in changes {
      guard let field = Field(rawValue: change.field) else { continue }
      try Self.part(field).set(&old, change.from)
    }
    return old
  }
}
