import ConsoleKit
import Glibc
import Kernel
import ServiceRuntime

/// Makes the signing key where there is none, and signs a token.
enum TokenCommand {
  static let command = Subcommand(
    name: "token", forms: ["--sub CODE --name NAME --role R[,R] [--shop S] [--days N] [--out FILE]"],
    summary: "Make the signing key where there is none, sign a token and print it.",
    options: [
      Option("sub", "CODE", "the employee's code"),
      Option("name", "NAME", "the employee's name"),
      Option("role", "R[,R]", "one or more of \(Role.allCases.map(\.rawValue).joined(separator: ", "))"),
      Option("shop", "S", "the code of the shop that the employee belongs to"),
      Option("days", "N", "how long the token is good for (default 30)"),
      Option("out", "FILE", "write it there, for its owner alone, unless the file is there already"),
    ],
    body: .blocking { arguments, settings in
      try arguments.expect()
      guard let subject = arguments.text("sub"), !subject.isEmpty else { throw Failure("--sub CODE is missing") }
      let roles = try roles(arguments.text("role"))
      let days = try arguments.number("days", in: 1...3650) ?? 30
      if let out = arguments.text("out"), access(out, F_OK) == 0 {
        Terminal.note("\(out) is there already; remove it for a new token")
        return 0
      }
      let path = SigningKey.path(data: settings.data)
      var tokens = try SigningKey.tokens(data: settings.data, settings.environment)
      if tokens == nil {
        _ = try SigningKey.makeIfMissing(data: settings.data)
        Terminal.note("made the signing key \(path); services that run already take it at their next start")
        tokens = try SigningKey.tokens(data: settings.data, settings.environment)
      }
      guard let tokens else { throw Failure("the signing key '\(path)' is gone; try again") }
      let caller = Caller(
        subject: subject, name: arguments.text("name") ?? subject, roles: roles, shop: arguments.text("shop"))
      let token = try tokens.sign(caller, at: TimeSource.system.now(), validFor: days * 86_400)
      if let out = arguments.text("out") {
        try OwnFile.make(out, "\(token)\n")
      } else {
        Terminal.print(token)
      }
      return 0
    })

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
