import Contracts
import Kernel

/// A change of a customer that this build cannot read: a damaged journal, or a later build's.
public struct UnreadableChange: Error, Hashable, Sendable {
  public let field: String
  public let value: String?
}

extension CustomerProfile {
  /// The profile after an edit that was checked.
  public func applying(_ edit: CustomerEdit) -> CustomerProfile {
    var new = self
    new.name = edit.name ?? name
    new.phone = edit.phone.emptyAsNull.applied(to: phone) ?? ""
    new.wechat = edit.wechat.emptyAsNull.applied(to: wechat)
    new.email = edit.email.emptyAsNull.applied(to: email)
    switch edit.address {
    case .absent: break
    case .null: new.address = Address()
    case .value(let said):
      func part(_ said: String?, _ old: String?) -> String? { said.map { $0.isEmpty ? nil : $0 } ?? old }
      new.address = Address(
        city: part(said.city, address.city), community: part(said.community, address.community),
        building: part(said.building, address.building), room: part(said.room, address.room))
    }
    new.type = edit.type ?? type
    new.status = edit.status ?? status
    new.tags = edit.tags.applied(to: tags) ?? []
    new.contacts = edit.contacts.applied(to: contacts) ?? []
    new.properties = edit.properties.applied(to: properties) ?? []
    new.dates = edit.dates.applied(to: dates) ?? []
    new.optOut = edit.optOut.applied(to: optOut) ?? []
    for (name, value) in edit.custom ?? [:] { new.custom[name] = value.isEmpty ? nil : value }
    return new
  }

  /// Each field that differs, with old and new (B3); nothing for what stays.
  public func changes(to new: CustomerProfile) throws -> [CustomerUpdated.Change] {
    var changes: [CustomerUpdated.Change] = []
    func text(_ field: String, _ old: String?, _ new: String?) {
      guard old ?? "" != new ?? "" else { return }
      changes.append(CustomerUpdated.Change(field: field, from: old, to: new?.isEmpty == true ? nil : new))
    }
    func list<Item: Encodable & Equatable>(_ field: String, _ old: [Item], _ new: [Item]) throws {
      guard old != new else { return }
      changes.append(CustomerUpdated.Change(field: field, from: try ChangeText.of(old), to: try ChangeText.of(new)))
    }
    text("name", name, new.name)
    text("phone", phone, new.phone)
    text("wechat", wechat, new.wechat)
    text("email", email, new.email)
    text("city", address.city, new.address.city)
    text("community", address.community, new.address.community)
    text("building", address.building, new.address.building)
    text("room", address.room, new.address.room)
    text("type", type, new.type)
    text("status", status.rawValue, new.status.rawValue)
    try list("tags", tags, new.tags)
    try list("contacts", contacts, new.contacts)
    try list("properties", properties, new.properties)
    try list("dates", dates, new.dates)
    try list("optOut", optOut, new.optOut)
    for field in Set(custom.keys).union(new.custom.keys).sorted() {
      text("custom.\(field)", custom[field], new.custom[field])
    }
    return changes
  }

  /// Makes one change that an event tells of.
  mutating func apply(_ change: CustomerUpdated.Change) throws {
    let to = change.to
    func list<Item: Decodable>() throws -> [Item] { try to.map { try ChangeText.value(of: $0) } ?? [] }
    switch change.field {
    case "name": name = to ?? ""
    case "phone": phone = to ?? ""
    case "wechat": wechat = to
    case "email": email = to
    case "city": address.city = to
    case "community": address.community = to
    case "building": address.building = to
    case "room": address.room = to
    case "type": type = to ?? ""
    case "status":
      guard let status = CustomerStatus(rawValue: to ?? "") else { throw UnreadableChange(field: "status", value: to) }
      self.status = status
    case "tags": tags = try list()
    case "contacts": contacts = try list()
    case "properties": properties = try list()
    case "dates": dates = try list()
    case "optOut": optOut = try list()
    default:
      // A field of a later build that is none of the company's own is not kept here.
      guard change.field.hasPrefix("custom.") else { return }
      custom[String(change.field.dropFirst(7))] = to
    }
  }
}
