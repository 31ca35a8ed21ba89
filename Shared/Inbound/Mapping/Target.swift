/// What a mapping makes: the fields of one of our messages, each with its kind.
indirect enum Target: Sendable {
  case field(Kind, isRequired: Bool)
  case object([Member])
  case list([Member])

  struct Member: Sendable {
    let name: String
    let target: Target
    /// Whether a mapping must say where it comes from.
    let isRequired: Bool

    init(_ name: String, _ target: Target, isRequired: Bool = true) {
      (self.name, self.target, self.isRequired) = (name, target, isRequired)
    }

    static func needed(_ name: String, _ kind: Kind = .text) -> Member {
      Member(name, .field(kind, isRequired: true))
    }
    static func optional(_ name: String, _ kind: Kind = .text) -> Member {
      Member(name, .field(kind, isRequired: false), isRequired: false)
    }
  }

  /// How a value of theirs becomes one of ours.
  enum Kind: String, Sendable {
    case text, day, time, money, quantity, percent
    /// Yes or no.
    case flag
    /// A whole number that grows with each change; a time counts in milliseconds.
    case revision
  }
}
