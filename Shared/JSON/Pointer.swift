/// A JSON pointer (RFC 6901) to where a path leads.
func jsonPointer(_ path: [any CodingKey]) -> String {
  path.map { key in
    let name = key.intValue.map(String.init) ?? key.stringValue
    return "/"
      + name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
      .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
  }.joined()
}

/// A coding key that takes any name.
struct PathKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
  }
}
