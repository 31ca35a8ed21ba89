import Kernel

/// How texts are quoted.
enum Quoting {
  /// As short as JSON lets them be.
  case compact
  /// What moves a terminal is escaped by its number: texts of people stand in logs and problems.
  case visible
}

extension [UInt8] {
  mutating func append(quoting text: String, _ quoting: Quoting) {
    var text = text
    append(UInt8(ascii: "\""))
    text.withUTF8 { characters in
      var written = 0
      for index in characters.indices {
        let byte = characters[index]
        guard byte < 0x20 || byte == 0x22 || byte == 0x5C || (byte == 0x7F && quoting == .visible) else { continue }
        append(contentsOf: UnsafeBufferPointer(rebasing: characters[written..<index]))
        escape(byte, quoting)
        written = index + 1
      }
      append(contentsOf: UnsafeBufferPointer(rebasing: characters[written...]))
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8, _ quoting: Quoting) {
    switch byte {
    case 0x22: self += #"\""#.utf8
    case 0x5C: self += #"\\"#.utf8
    case 8 where quoting == .compact: self += #"\b"#.utf8
    case 9: self += #"\t"#.utf8
    case 10: self += #"\n"#.utf8
    case 12 where quoting == .compact: self += #"\f"#.utf8
    case 13: self += #"\r"#.utf8
    default:
      self += #"\u00"#.utf8
      append(hexDigit(byte >> 4))
      append(hexDigit(byte & 15))
    }
  }
}
