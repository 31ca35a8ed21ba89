import ConsoleKit
import Glibc
import JSON
import Kernel
import ServiceRuntime

/// Tokens of machines: leads signs and notes them, so that each can be revoked.
enum TokenCommand {
  static let command = Subcommand(
    name: "token",
    forms: [
      "--sub CODE --role R[,R] [--name NAME] [--shop S] [--days N] [--out FILE]", "list [--json]", "revoke ID",
    ],
    summary: "Have leads sign a token for a machine and print it, list such tokens, revoke one everywhere.",
    options: [
      Option("sub", "CODE", "the machine's name, or the code of the employee in whose name it acts"),
      Option("name", "NAME", "what people call it"),
      Option("role", "R[,R]", "one or more of \(Role.allCases.map(\.rawValue).joined(separator: ", "))"),
      Option("shop", "S", "the code of the shop that it belongs to"),
      Option(
        "days", "N",
        "how long the token is good for (default 30; 90 at most, unless JOINERY_TOKEN_DAYS of leads says more)"),
      Option("out", "FILE", "write it there, for its owner alone, unless the file is there already"),
      Option("json", nil, "one JSON array"),
    ],
    body: .concurrent { arguments, settings in
      let leads = try settings.client(of: "leads")
      switch arguments.words.first {
      case nil: return try await issue(arguments, leads)
      case "list":
        try arguments.expect("list")
        return try await list(asJSON: arguments.has("json"), leads)
      case "revoke":
        try arguments.expect("revoke", "the id of a token ('joinery token list')")
        let token: Token = try await leads.post("/v1/tokens/\(arguments.words[1])/revoke")
        Terminal.print("\(token.id) of \(token.sub) is revoked; services refuse it as soon as they hear of it")
        return 0
      case let other?: throw Failure("there is no '\(other)': it is list or revoke, or options for a new token")
      }
    })

  private struct Issued: Decodable {
    let id: String
    let token: String
    let expiresAt: String
  }

  private struct Token: Codable {
    let id: String
    let sub: String
    let name: String
    let roles: [String]
    let shop: String?
    let issuedAt: String
    let expiresAt: String
    let revokedAt: String?
  }

  private struct Page: Decodable {
    let items: [Token]
    let nextCursor: String?
  }

  private static func issue(_ arguments: Arguments, _ leads: ServiceClient) async throws -> Int32 {
    guard let subject = arguments.text("sub"), !subject.isEmpty else { throw Failure("--sub CODE is missing") }
    let roles = try roles(arguments.text("role"))
    if let out = arguments.text("out"), access(out, F_OK) == 0 {
      Terminal.note("\(out) is there already; remove it for a new token")
      return 0
    }
    var body = [
      JSON.Member("sub", .string(subject)),
      JSON.Member("roles", .array(roles.map(\.rawValue).sorted().map(JSON.string))),
    ]
    if let name = arguments.text("name") { body.append(JSON.Member("name", .string(name))) }
    if let shop = arguments.text("shop") { body.append(JSON.Member("shop", .string(shop))) }
    if let days = try arguments.number("days", in: 1...3650) { body.append(JSON.Member("days", JSON(days))) }
    let issued: Issued = try await leads.post("/v1/tokens", .object(body))
    Terminal.note("token \(issued.id), good until \(issued.expiresAt); 'joinery token revoke' ends it before")
    if let out = arguments.text("out") {
      try OwnFile.make(out, "\(issued.token)\n")
    } else {
      Terminal.print(issued.token)
    }
    return 0
  }

  private static func list(asJSON: Bool, _ leads: ServiceClient) async throws -> Int32 {
    var tokens: [Token] = []
    var path: String? = "/v1/tokens?limit=500"
    while let next = path {
      let page: Page = try await leads.get(next)
      tokens += page.items
      path = page.nextCursor.map { "/v1/tokens?limit=500&cursor=\($0)" }
    }
    if asJSON {
      Terminal.print(String(decoding: try JSON(encoding: tokens).bytes, as: UTF8.self))
      return 0
    }
    var table = TextTable(["id", "subject", "name", "roles", "issued", "expires", "revoked"])
    for token in tokens {
      table.add(
        token.id, token.sub, token.name, token.roles.joined(separator: ","), token.issuedAt, token.expiresAt,
        token.revokedAt ?? "")
    }
    Terminal.print(table.text)
    return 0
  }

  static func roles(_ text: String?) throws(Failure) -> Set<Role> {
    let allowed = Role.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text, !text.isEmpty else { throw Failure("--role is missing: one or more of \(allowed)") }
    var roles: Set<Role> = []
    for name in text.split(separator: ",") {
      guard let role = Role(rawValue: String(name)) else {
        throw Failure("there is no role '\(name)': it is one of \(allowed)")
      }
      roles.insert(role)
    }
    return roles
  }
}
