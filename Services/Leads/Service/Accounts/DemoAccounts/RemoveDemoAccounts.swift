import Contracts
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

/// The employees who can sign in with the demo's password.
struct DemoAccountsView: Codable, Sendable {
  struct Account: Codable, Sendable {
    var code: ID<Employee>
    var name: String
    var role: String
  }

  var accounts: [Account]

  init(_ codes: [ID<Employee>], in database: Database) throws {
    accounts = try codes.compactMap { code in
      try EmployeeStore.employee(code, in: database).map { Account(code: code, name: $0.name, role: $0.role) }
    }
  }
}

/// `DELETE /v1/demo-accounts`: nobody signs in with the demo's password any more. The employees stay; a link gives each a
/// password of their own.
struct RemoveDemoAccounts: Command {
  var occurredAt: Instant? { nil }

  private enum CodingKeys: CodingKey {}

  /// Looks at the body, so that a field is refused and not lost.
  init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self) }

  static func run(_ request: CommandRequest<Self>, _ context: RouteContext) async throws -> Answer<DemoAccountsView> {
    let removed = try await context.store.transaction(for: context.cause(of: request.caller)) { unit in
      let codes = try CredentialStore.known(in: unit.database)
      for code in codes {
        try CredentialStore.remove(code, in: unit.database)
        try SessionStore.endAll(of: code, because: .passwordSet, in: unit)
      }
      try CredentialStore.tellKnown(since: codes, in: unit)
      return try DemoAccountsView(codes, in: unit.database)
    }
    context.log.info("demo accounts removed", ["by": .string(request.caller.subject)], trace: context.trace)
    return Answer(removed)
  }
}
