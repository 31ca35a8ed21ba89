import Contracts
import Kernel

/// Somebody to speak to at a customer's (B3).
public struct ContactPerson: Codable, Hashable, Sendable {
  public var name: String
  public var role: String?
  public var phone: String?
  public var wechat: String?
  public var email: String?

  public init(
    name: String, role: String? = nil, phone: String? = nil, wechat: String? = nil, email: String? = nil
  ) {
    self.name = name
    self.role = role
    self.phone = phone
    self.wechat = wechat
    self.email = email
  }
}

/// A home of a customer's (B9); several customers may have one property.
public struct Property: Codable, Hashable, Sendable {
  public var city: String?
  public var community: String?
  public var building: String?
  public var room: String?
  public var areaSquareMetres: Int?
  public var homeStage: String?

  public init(
    city: String? = nil, community: String? = nil, building: String? = nil, room: String? = nil,
    areaSquareMetres: Int? = nil, homeStage: String? = nil
  ) {
    self.city = city
    self.community = community
    self.building = building
    self.room = room
    self.areaSquareMetres = areaSquareMetres
    self.homeStage = homeStage
  }
}

/// A day of the year that matters to a customer (B11).
public struct ImportantDate: Codable, Hashable, Sendable {
  /// `birthday`, `wedding`, or another word.
  public var kind: String
  /// The day; of the lunar calendar's year, month and day where `lunar` says so.
  public var date: BusinessDate
  public var lunar: Bool?
  public var label: String?

  public init(kind: String, date: BusinessDate, lunar: Bool? = nil, label: String? = nil) {
    self.kind = kind
    self.date = date
    self.lunar = lunar
    self.label = label
  }
}

/// What is known of a customer and may be edited.
public struct CustomerProfile: Hashable, Sendable {
  public var name: String
  /// Digits only; empty where there is none.
  public var phone: String
  public var wechat: String?
  public var email: String?
  public var address: Address
  /// `home-owner` or another word of the company (B2).
  public var type: String
  public var status: CustomerStatus
  public var tags: [String]
  public var contacts: [ContactPerson]
  public var properties: [Property]
  public var dates: [ImportantDate]
  /// Channels by which the customer wants no messages; `all` for none at all (A14).
  public var optOut: [String]
  /// The company's own fields.
  public var custom: [String: String]

  public init(
    name: String, phone: String, wechat: String? = nil, email: String? = nil, address: Address = Address(),
    type: String = "home-owner", status: CustomerStatus = .prospect, tags: [String] = [],
    contacts: [ContactPerson] = [], properties: [Property] = [], dates: [ImportantDate] = [], optOut: [String] = [],
    custom: [String: String] = [:]
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
}
