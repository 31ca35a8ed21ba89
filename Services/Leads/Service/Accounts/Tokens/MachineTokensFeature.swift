import Contracts
import HTTP
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

private let resource = Resource(
  "tokens", tag: "accounts", scope: .company, readers: [.manager, .operations], writers: [.manager])

extension Feature {
  /// Tokens of machines, and the keys by which everybody verifies what is signed here.
  static func machineTokens(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["machine_tokens"],
      routes: {
        resource.list(Localized(zh: "机器令牌", en: "Tokens of machines"), by: \.id.text) { _, page, database in
          try MachineTokenStore.list(page, in: database).map(MachineTokenView.init)
        }
        Route.action(
          "/v1/tokens", Localized(zh: "签发机器令牌", en: "Sign a token for a machine"), tag: "accounts", roles: [.manager],
          scope: .company,
          answers: 201, bodyLimit: 16 << 10
        ) { try await IssueToken.run($0, $1, policy.accounts) }
        resource.act("revoke", Localized(zh: "撤销机器令牌", en: "Revoke a token"), RevokeToken.run)
        Route.page(
          "GET", "/.well-known/jwks.json", Localized(zh: "令牌的公钥(JWKS)", en: "The public keys of tokens (JWKS)"),
          tag: "accounts", roles: nil, scope: .company, mediaType: "application/json"
        ) { _, context in
          guard let keySet = context.tokens?.publicKeySet else { throw AccountError.signInOff }
          return HTTPResponse(
            headers: ["Content-Type": "application/json", "Cache-Control": "public, max-age=60"],
            body: .bytes(Array(keySet.utf8)))
        }
      },
      writes: [.on(TokenIssued.self, MachineTokenStore.write)])
  }
}

extension Migration {
  static let machineTokens = Migration(
    "CREATE TABLE machine_tokens (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;")
}
