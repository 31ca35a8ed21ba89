import Kernel

/// Somebody to speak to at a customer's (B3).
public struct ContactPerson: Codable, Hashable, Sendable {
  public var name: String
  /// What the person is to the customer, in words: `spouse`, `site manager`.
  public var role: String? = nil
  /// Phone number, as it was given.
  public var phone: String? = nil
  public var wechat: String? = nil
  public var email: String? = nil
}

/// A home of a customer's (B9); several customers may have one property.
public struct Property: Codable, Hashable, Sendable {
  /// City.
  public var city: String? = nil
  /// Residential compound (小区).
  public var community: String? = nil
  /// Building in the compound.
  public var building: String? = nil
  /// Flat (房号).
  public var room: String? = nil
  /// Floor area in whole square metres.
  public var areaSquareMetres: Int? = nil
  public var homeStage: String? = nil
}

/// A day of the year that matters to a customer (B11).
public struct ImportantDate: Codable, Hashable, Sendable {
  /// `birthday`, `wedding`, or another word.
  public var kind: String
  /// The day; of the lunar calendar's year, month and day where `lunar` says so.
  public var date: BusinessDate
  /// Whether the day is of the lunar calendar; absent for no.
  public var lunar: Bool? = nil
  /// Whose day it is, in words.
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

  /// The customer's full name.
  public var name: String
  /// Digits only; empty where there is none.
  public var phone: String
  public var wechat: String? = nil
  public var email: String? = nil
  public var address: Address
  /// `home-owner` or another word of the company (B2).
  public var type: String = "home-owner"
  /// Where the relation is.
  public var status: CustomerStatus = .prospect
  /// Words that the company marks customers with.
  public var tags: [String] = []
  /// People to speak to at the customer's.
  public var contacts: [ContactPerson] = []
  /// The customer's homes.
  public var properties: [Property] = []
  /// Days of the year that matter to the customer.
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
