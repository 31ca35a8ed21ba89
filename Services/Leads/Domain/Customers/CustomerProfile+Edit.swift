import Contracts
import Kernel

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
}
