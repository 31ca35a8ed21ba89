import Kernel
import ServiceRuntime

extension Feature {
  /// People sign in through the company's identity provider.
  static func openID(_ settings: OpenIDSettings, _ accounts: Accounts) -> Feature {
    let pages = OpenIDPages(
      provider: OpenIDProvider(settings.client), settings: settings,
      pages: SignInPages(accounts: accounts, hasProvider: true))
    return Feature(routes: {
      Route.page(
        "GET", "/login/oidc", Localized(zh: "用公司账户登录", en: "Sign in with the company's account"), tag: "accounts",
        roles: nil, scope: .company, parameters: SignInPages.parameters, pages.begin)
      Route.page(
        "GET", "/login/oidc/callback", Localized(zh: "从身份系统返回", en: "Back from the company's sign-in"), tag: "accounts",
        roles: nil, scope: .company, parameters: OpenIDPages.parameters, pages.finish)
    })
  }
}
