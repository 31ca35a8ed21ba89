/// A person's name as it is compared: half width, no blanks, no honorifics
/// (`Services/Leads/README.md#how-things-are-compared`).
public enum PersonName {
  private static let honorifics = ["先生", "女士", "小姐", "太太", "老师", "总", "mr.", "mrs.", "ms.", "mr", "mrs", "ms"]

  /// Half width, lower case, without blanks.
  public static func folded(_ text: String) -> String {
    var folded = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xff01...0xff5e: folded.unicodeScalars.append(UnicodeScalar(scalar.value - 0xfee0) ?? scalar)
      case 0x20, 0x3000, 0xa0, 0xb7: continue
      default: folded.unicodeScalars.append(scalar)
      }
    }
    return folded.lowercased()
  }

  public static func normalised(_ text: String) -> String {
    var name = folded(text)
    for honorific in honorifics where name.count > honorific.count {
      if name.hasSuffix(honorific) { name.removeLast(honorific.count) }
      if name.hasPrefix(honorific), honorific.first?.isASCII == true { name.removeFirst(honorific.count) }
    }
    return name
  }
}
