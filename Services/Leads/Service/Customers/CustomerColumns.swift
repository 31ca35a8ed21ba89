import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// How a customer stands in the columns of its table; the keys are what it is compared by (A19).
enum CustomerColumns {
  private static let names = [
    "id", "name", "name_key", "phone", "wechat", "email", "city", "community", "building", "room", "channel", "detail",
    "registered_on", "address_key", "type", "status", "tags", "contacts", "properties", "dates", "opt_out", "custom",
    "version",
  ]

  static let upsert = """
    INSERT INTO customers (\(names.joined(separator: ", "))) \
    VALUES (?\(String(repeating: ", ?", count: names.count - 1))) \
    ON CONFLICT (id) DO UPDATE SET \(names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
    """

  /// In the order of the names.
  static func values(of customer: CustomerState) throws -> [any Bindable] {
    let (profile, likeness) = (customer.profile, customer.likeness)
    return [
      customer.id, profile.name, likeness.name, profile.phone, profile.wechat, profile.email, profile.address.city,
      profile.address.community, profile.address.building, profile.address.room, customer.channel.rawValue,
      customer.detail, customer.registeredOn, likeness.address, profile.type, profile.status.rawValue,
      try Document.text(profile.tags), try Document.text(profile.contacts), try Document.text(profile.properties),
      try Document.text(profile.dates), try Document.text(profile.optOut), try Document.text(profile.custom),
      customer.version,
    ]
  }

  static func customer(_ row: borrowing Row) throws -> CustomerState {
    CustomerState(
      id: try row.id("id"), profile: try profile(row), channel: try row.choice("channel"),
      detail: try row.optionalText("detail"), registeredOn: try row.date("registered_on"),
      version: try row.int("version"))
  }

  private static func profile(_ row: borrowing Row) throws -> CustomerProfile {
    CustomerProfile(
      name: try row.text("name"), phone: try row.text("phone"), wechat: try row.optionalText("wechat"),
      email: try row.optionalText("email"),
      address: Address(
        city: try row.optionalText("city"), community: try row.optionalText("community"),
        building: try row.optionalText("building"), room: try row.optionalText("room")),
      type: try row.text("type"), status: try row.choice("status"), tags: try row.document("tags"),
      contacts: try row.document("contacts"), properties: try row.document("properties"),
      dates: try row.document("dates"), optOut: try row.document("opt_out"), custom: try row.document("custom"))
  }
}
