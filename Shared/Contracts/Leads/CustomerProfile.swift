import Kernel

/// Somebody to speak to at a customer's (B3).
public struct ContactPerson: Codable, Hashable, Sendable {
  public var name: String
  public var role: String? = nil
  public var phone: String? = nil
  public var wechat: String? = nil
  public var email: String? = nil
}

/// A home of a customer's (B9); several customers may have one property.
public struct Property: Codable, Hashable, Sendable {
  public var city: String? = nil
  public var community: String? = nil
  public var building: String? = nil
  public var room: String? = nil
  public var areaSquareMetres: Int? = nil
  public var homeStage: String? = nil
}

/// A day of the year that matters to a customer (B11).
public struct ImportantDate: Codable, Hashable, Sendable {
  /// `birthday`, `wedding`, or another word.
  public var kind: String
  /// The day; of the lunar calendar's year, month and day where `lunar` says so.
  public var date: BusinessDate
  public var lunar: Bool? = nil
  public var label: String? = nil
}

/// Where a customer's relation with the company is (B4).
public enum CustomerStatus: String, Codable, CaseIterable, Hashable, Sendable {
  case prospect, active, dormant, lost, blocked
}

/// What is known of a customer and may be edited (B1 to B4).
public struct CustomerProfile: Codable, Hashable, Sendable {
  /// What of it an edit may change, in the order in which it is told.
  public enum Field: String, CaseIterable, Hashable, Sendable {
    case name, phone, wechat, email, city, community, building, room, type, status, tags, contacts, properties, dates
    case optOut, custom
  }

  public var name: String
  /// Digits only; empty where there is none.
  public var phone: String
  public var wechat: String? = nil
  public var email: String? = nil
  public var address: Address
  /// `home-owner` or another word of the company (B2).
  public var type: String = "home-owner"
  public var status: CustomerStatus = .prospect
  public var tags: [String] = []
  public var contacts: [ContactPerson] = []
  public var properties: [Property] = []
  public var dates: [ImportantDate] = []
  /// Channels by which the customer wants no messages; `all` for none at all (A14).
  public var optOut: [String] = []
  /// The company's own fields.
  public var custom: [String: String] = [:]

  static func part(_ field: Field) -> ProfilePart<CustomerProfile> {
    switch field {
    case .name: ProfilePart(text: \.name)
    case .phone: ProfilePart(text: \.phone)
    case .wechat: ProfilePart(text: \.wechat)
    case .email: ProfilePart(text: \.email)
    case .city: ProfilePart(text: \.address.city)
    case .community: ProfilePart(text: \.address.community)
    case .building: ProfilePart(text: \.address.building)
    case .room: ProfilePart(text: \.address.room)
    case .type: ProfilePart(text: \.type)
    case .status: ProfilePart(word: \.status)
    case .tags: ProfilePart(json: \.tags)
    case .contacts: ProfilePart(json: \.contacts)
    case .properties: ProfilePart(json: \.properties)
    case .dates: ProfilePart(json: \.dates)
    case .optOut: ProfilePart(json: \.optOut)
    case .custom: ProfilePart(json: \.custom)
    }
  }

  /// What of it is otherwise than it was.
  public func changed(since old: CustomerProfile) -> ChangedFields<Field> {
    ChangedFields(Field.allCases.filter { !Self.part($0).isSame(self, old) })
  }
}
