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
    case text, day, money, quantity, percent
    /// A whole number that grows with each change; a time counts in milliseconds.
    case revision
  }

  /// An order of the ERP (`Shared/Contracts/README.md#what-the-erp-bridge-publishes`).
  static let order = Target.object([
    .needed("orderNumber"), .needed("revision", .revision),
    Member(
      "customer",
      .object([
        .optional("number"), .needed("name"), .needed("phone"), .optional("wechat"), .optional("email"),
        Member(
          "address",
          .object([.optional("city"), .optional("community"), .optional("building"), .optional("room")]),
          isRequired: false),
      ])),
    .optional("salespersonId"), .optional("shop"), .needed("signedOn", .day), .optional("signedAt"),
    .optional("promisedOn", .day),
    Member(
      "lines",
      .list([
        .needed("lineNumber"), .optional("sku"), .needed("description"), .optional("room"),
        .needed("quantity", .quantity), .needed("unitPrice", .money), .optional("discountPercent", .percent),
        .optional("taxRatePercent", .percent),
      ])),
    Member(
      "instalments",
      .list([
        .needed("label"), .optional("percent", .percent), .optional("amount", .money), .needed("dueOn", .day),
      ])),
  ])

  /// A cancellation.
  static let cancellation = Target.object([
    .needed("orderNumber"), .needed("revision", .revision), .needed("reason"),
  ])
}
