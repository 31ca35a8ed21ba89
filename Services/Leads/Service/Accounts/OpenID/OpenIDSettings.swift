import Kernel
import ServiceRuntime

/// How the company's identity provider is found, and what its claims mean here.
public struct OpenIDSettings: Sendable {
  var client: OpenIDProvider.Client
  /// The claim that holds the employee's code.
  var employeeClaim: String
  /// The claim whose texts are mapped to roles; nil: roles are those that leads knows.
  var rolesClaim: String?
  /// By those texts.
  var roles: [String: Role]

  public init(
    client: OpenIDProvider.Client, employeeClaim: String, rolesClaim: String? = nil, roles: [String: Role] = [:]
  ) {
    (self.client, self.employeeClaim) = (client, employeeClaim)
    (self.rolesClaim, self.roles) = (rolesClaim, roles)
  }

  /// What leads reads of the environment for it.
  static let settings = [
    Setting(
      "JOINERY_OIDC_ISSUER",
      Localized(
        zh: "公司身份系统(OpenID Connect)的 issuer", en: "`issuer` of the company's identity provider (OpenID Connect)"),
      .page),
    Setting("JOINERY_OIDC_CLIENT_ID", Localized(zh: "在身份系统中的客户端编号", en: "What it knows this application by")),
    Setting("JOINERY_OIDC_CLIENT_SECRET", Localized(zh: "客户端密钥", en: "The client's secret"), .secret),
    Setting(
      "JOINERY_OIDC_REDIRECT_URL",
      Localized(zh: "线索服务的 /login/oidc/callback 的对外地址", en: "`/login/oidc/callback` of leads, as browsers reach it"),
      .page),
    Setting(
      "JOINERY_OIDC_CA_FILE",
      Localized(zh: "身份系统证书的颁发机构(PEM)", en: "Authority (PEM) of its certificate, where the system knows none"), .file),
    Setting(
      "JOINERY_OIDC_EMPLOYEE_CLAIM", Localized(zh: "含员工编号的声明", en: "The claim that holds the employee's code"),
      standard: "preferred_username"),
    Setting(
      "JOINERY_OIDC_ROLES_CLAIM",
      Localized(zh: "决定角色的声明；不设则用本系统的角色", en: "The claim that decides the roles; not set: leads decides")),
    Setting(
      "JOINERY_OIDC_ROLES",
      Localized(
        zh: "该声明的值与角色的对应", en: "Its values and the roles that they mean: `crm-sales=net-sales,crm-heads=manager`")),
  ]

  /// Nil where no provider is named. Throws `MustNotRun` with what is missing.
  init?(_ configuration: Configuration) throws(MustNotRun) {
    guard let issuer = configuration["JOINERY_OIDC_ISSUER"] else { return nil }
    guard let id = configuration["JOINERY_OIDC_CLIENT_ID"], let redirect = configuration["JOINERY_OIDC_REDIRECT_URL"]
    else {
      throw MustNotRun("JOINERY_OIDC_ISSUER: it needs JOINERY_OIDC_CLIENT_ID and JOINERY_OIDC_REDIRECT_URL besides")
    }
    var roles: [String: Role] = [:]
    for pair in (configuration["JOINERY_OIDC_ROLES"] ?? "").split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let role = Role(rawValue: String(parts[1])) else {
        let allowed = Role.allCases.map(\.rawValue).joined(separator: ", ")
        throw MustNotRun("JOINERY_OIDC_ROLES: '\(pair)' is no value=role, with a role of \(allowed)")
      }
      roles[String(parts[0])] = role
    }
    let rolesClaim = configuration["JOINERY_OIDC_ROLES_CLAIM"]
    guard (rolesClaim == nil) == roles.isEmpty else {
      throw MustNotRun("JOINERY_OIDC_ROLES: set it and JOINERY_OIDC_ROLES_CLAIM, or neither")
    }
    self.init(
      client: OpenIDProvider.Client(
        issuer: issuer, id: id, secret: configuration["JOINERY_OIDC_CLIENT_SECRET"], redirect: redirect,
        authorities: configuration["JOINERY_OIDC_CA_FILE"]),
      employeeClaim: configuration["JOINERY_OIDC_EMPLOYEE_CLAIM"] ?? "preferred_username", rolesClaim: rolesClaim,
      roles: roles)
  }
}
