/// A person's name as it is compared: half width, no blanks, no honorifics (`rules.md`, Leads).
public enum PersonName {
  private static let honorifics = ["先生", "女士", "小姐", "太太", "老师", "总", "mr.", "mrs.", "ms.", "mr", "mrs", "ms"]

  public static func normalised(_ text: String) -> String {
    var name = ""
    for scalar in text.lowercased().unicodeScalars {
      switch scalar.value {
      case 0xff01...0xff5e: name.unicodeScalars.append(UnicodeScalar(scalar.value - 0xfee0) ?? scalar)
      case 0x20, 0x3000, 0xa0, 0xb7: continue
      default: name.unicodeScalars.append(scalar)
      }
    }
    for honorific in honorifics where name.count > honorific.count {
      if name.hasSuffix(honorific) { name.removeLast(honorific.count) }
      if name.hasPrefix(honorific), honorific.first?.isASCII == true { name.removeFirst(honorific.count) }
    }
    return name.lowercased()
  }
}
