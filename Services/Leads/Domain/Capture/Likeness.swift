import Kernel

/// What two people are compared by (A19): phone, name and address, each as it is compared.
public struct Likeness: Hashable, Sendable {
  /// Digits; empty where there is no phone.
  public var phone: String?
  public var name: String?
  public var address: String?

  /// What is alike: `phone`, `name`, `address`. The same phone is the same person; the same name alone may be anybody,
  /// since family names are few.
  public func matches(_ other: Likeness) -> [String] {
    func alike(_ one: String?, _ other: String?) -> Bool { one != nil && one == other }
    return [
      alike(phone, other.phone) ? "phone" : nil, alike(name, other.name) ? "name" : nil,
      alike(address, other.address) ? "address" : nil,
    ].compactMap { $0 }
  }
}

extension Likeness {
  /// Name, community and room in any width and spacing; `digits` are a phone's as it is compared.
  public init(name: String?, digits: String?, community: String?, room: String?) {
    self.init(
      phone: digits, name: name.map(PersonName.normalised), address: AddressKey.text(community: community, room: room))
  }
}
