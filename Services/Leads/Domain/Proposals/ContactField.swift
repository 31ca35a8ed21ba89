import Contracts
import Kernel

/// What a customer may correct on an evaluation (E6), by its name in `CustomerProfile`.
public enum ContactField: String, CaseIterable, Hashable, Sendable {
  case name, phone, city, community, building, room

  /// As the master has it; nil where it has none.
  public func value(in profile: CustomerProfile) -> String? {
    let text =
      switch self {
      case .name: profile.name
      case .phone: profile.phone
      case .city: profile.address.city ?? ""
      case .community: profile.address.community ?? ""
      case .building: profile.address.building ?? ""
      case .room: profile.address.room ?? ""
      }
    return text.isEmpty ? nil : text
  }

  /// As the customer wrote it: nil where it says nothing, a phone as phones are compared where it is one.
  func value(in contact: InstallationEvaluated.Contact) -> String? {
    let text =
      switch self {
      case .name: contact.name
      case .phone: contact.phone.map { Phone($0)?.digits ?? $0 }
      case .city: contact.address?.city
      case .community: contact.address?.community
      case .building: contact.address?.building
      case .room: contact.address?.room
      }
    return text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  func write(_ text: String, to edit: inout CustomerEdit) {
    var address = edit.address.newValue ?? Address()
    switch self {
    case .name: edit.name = text
    case .phone: edit.phone = .value(text)
    case .city: address.city = text
    case .community: address.community = text
    case .building: address.building = text
    case .room: address.room = text
    }
    if address != Address() { edit.address = .value(address) }
  }
}
