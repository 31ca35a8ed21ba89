/// An address as it is compared: community and room, half width, without blanks and the words for room
/// (`Services/Leads/README.md#how-things-are-compared`).
public enum AddressKey {
  /// Nil where community or room is not known: half an address is no address.
  public static func text(community: String?, room: String?) -> String? {
    guard let community, let room else { return nil }
    var key = PersonName.folded(room)
    for word in ["室", "号", "房"] where key.hasSuffix(word) { key.removeLast(word.count) }
    let place = PersonName.folded(community)
    return place.isEmpty || key.isEmpty ? nil : "\(place)#\(key)"
  }
}
