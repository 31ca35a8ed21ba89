import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

extension Feature {
  /// Employees sign in: passwords, the links by which they are set, sessions. `hasProvider`: the sign-in leads to the
  /// company's identity provider as well.
  static func accounts(_ policy: LeadsPolicy, _ accounts: Accounts, hasProvider: Bool) -> Feature {
    let pages = SignInPages(accounts: accounts, hasProvider: hasProvider)
    let invitation = InvitationPage(accounts: accounts)
    /// Bytes of a body of theirs: a password escaped character by character, and room.
    let limit = 16 << 10
    return Feature(
      tables: [.unverified("credentials"), .unverified("invitations"), .unverified("sessions")],
      routes: {
        Route.action(
          "/v1/session", Localized(zh: "登录", en: "Sign in"), tag: "accounts", roles: nil, scope: .company,
          bodyLimit: limit
        ) { try await SignIn.run($0, $1, accounts) }
        Route.action(
          "/v1/session", Localized(zh: "当前登录者", en: "Who is signed in"), tag: "accounts", method: "GET",
          roles: .everyone, scope: .company
        ) { try WhoAmI.answer($0, $1) }
        Route.action(
          "/v1/session", Localized(zh: "退出", en: "Sign out"), tag: "accounts", method: "DELETE", roles: nil,
          scope: .company,
          answers: 204, bodyLimit: limit
        ) { try await EndSession.run($0, $1) }
        Route.action(
          "/v1/session/refresh", Localized(zh: "延续会话", en: "Go on with the session"), tag: "accounts", roles: nil,
          scope: .company,
          bodyLimit: limit
        ) { try await RefreshSession.run($0, $1, accounts) }
        Route.action(
          "/v1/session/password", Localized(zh: "修改密码", en: "Change one's password"), tag: "accounts",
          method: "PUT", roles: .everyone, scope: .company, answers: 204, bodyLimit: limit
        ) { try await ChangePassword.run($0, $1, accounts) }
        Route.action(
          "/v1/employees/{code}/invite",
          Localized(zh: "发放设置密码的链接", en: "Make a link by which an employee sets a password"), tag: "accounts",
          roles: [.manager], scope: .company, answers: 201, bodyLimit: limit
        ) { try await InviteEmployee.run($0, $1, accounts) }
        Route.action(
          "/v1/invitations/{token}", Localized(zh: "凭链接设置密码", en: "Set a password by a link"), tag: "accounts",
          roles: nil, scope: .company, answers: 204, bodyLimit: limit
        ) { try await AcceptInvitation.run($0, $1, accounts) }
        Route.page(
          "GET", "/invitations/{token}", Localized(zh: "设置密码的页面", en: "The page to set a password"), tag: "accounts",
          roles: nil, scope: .company, refusals: [404, 409, 410], invitation.show)
        Route.page(
          "POST", "/invitations/{token}", Localized(zh: "设置密码", en: "Set a password on its page"), tag: "accounts",
          roles: nil, scope: .company, takes: ["application/x-www-form-urlencoded"],
          refusals: [403, 404, 409, 410, 422],
          invitation.submit)
        Route.page(
          "GET", "/login", Localized(zh: "登录页面", en: "The page to sign in"), tag: "accounts", roles: nil,
          scope: .company, parameters: SignInPages.parameters, pages.show)
        Route.page(
          "GET", "/v1/session/resume", Localized(zh: "延续会话并返回", en: "Go on with the session, and back to a page"),
          tag: "accounts", roles: nil, scope: .company, parameters: SignInPages.parameters, pages.resume)
        Route.query(
          "/v1/demo-accounts", Localized(zh: "使用公开密码的演示账户", en: "Accounts with the demo's password"), tag: "accounts",
          roles: [.manager, .operations], scope: .company
        ) { _, database in Answer(try DemoAccountsView(try CredentialStore.known(in: database), in: database)) }
        Route.action(
          "/v1/demo-accounts", Localized(zh: "移除演示账户的密码", en: "Take the demo's password away from all"),
          tag: "accounts", method: "DELETE", roles: [.manager], scope: .company, bodyLimit: limit
        ) { try await RemoveDemoAccounts.run($0, $1) }
        Route.page(
          "POST", "/login", Localized(zh: "登录", en: "Sign in on the page"), tag: "accounts", roles: nil,
          scope: .company,
          takes: ["application/x-www-form-urlencoded"], pages.submit)
        Route.page(
          "POST", "/logout", Localized(zh: "退出", en: "Sign out on the page"), tag: "accounts", roles: nil,
          scope: .company,
          pages.logout)
      },
      daily: [
        { _, unit in
          try SessionStore.sweep(at: unit.now, policy.accounts, in: unit.database)
          try InvitationStore.sweep(at: unit.now, policy.accounts, in: unit.database)
        }
      ])
  }
}

extension Migration {
  static let knownPasswords = Migration("ALTER TABLE credentials ADD COLUMN is_known INTEGER NOT NULL DEFAULT 0;")

  static let accounts = Migration(
    """
    CREATE TABLE credentials (
      employee TEXT PRIMARY KEY, hash TEXT NOT NULL, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE invitations (
      hash TEXT PRIMARY KEY, employee TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER)
      STRICT, WITHOUT ROWID;
    CREATE INDEX invitations_employee ON invitations (employee);
    CREATE TABLE sessions (
      id TEXT PRIMARY KEY, employee TEXT NOT NULL, secret_hash TEXT NOT NULL, started_at INTEGER NOT NULL,
      used_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_employee ON sessions (employee);
    """)
}
