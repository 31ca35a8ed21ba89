/// Where in the body a value stands: in the value of a decoder, under a name or at an index (neither: that value).
struct Place {
  enum Step {
    case key(String)
    case index(Int)
  }

  let decoder: ValueDecoder?
  let step: Step?

  /// RFC 6901.
  var pointer: String { Self.pointer(path) }

  var path: [any CodingKey] {
    var path: [any CodingKey] = []
    var place: Place? = self
    while let current = place {
      switch current.step {
      case .key(let name): path.append(PathKey(stringValue: name))
      case .index(let index): path.append(PathKey(intValue: index))
      case nil: break
      }
      place = current.decoder?.place
    }
    return path.reversed()
  }

  static func pointer(_ path: [any CodingKey]) -> String {
    path.map { key in
      let name = key.intValue.map(String.init) ?? key.stringValue
      return "/"
        + name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
        .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }.joined()
  }
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
