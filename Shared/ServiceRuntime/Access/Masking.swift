import Contracts

/// Personal data as those see it who need to tell people apart and not to reach them.
public enum Masking {
  /// `138****8000`: the first three and the last four; short ones keep their last two.
  public static func phone(_ text: String) -> String {
    guard !text.isEmpty else { return text }
    guard text.count >= 8 else { return "****\(text.suffix(2))" }
    return "\(text.prefix(3))****\(text.suffix(4))"
  }

  /// The first letter and, of a mail address, its domain: `w***@example.com`.
  public static func account(_ text: String) -> String {
    guard !text.isEmpty else { return text }
    let domain = text.lastIndex(of: "@").map { text[$0...] } ?? ""
    return "\(text.prefix(1))***\(domain)"
  }

  /// Without building and room: of a place, the community alone.
  public static func address(_ address: Address) -> Address {
    Address(city: address.city, community: address.community, building: nil, room: nil)
  }
}
