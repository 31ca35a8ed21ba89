import Kernel
import LeadsDomain
import ServiceRuntime

/// How refusals of sign-ins, links and sessions are answered.
extension AccountError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .signInOff:
      Problem(
        409, "sign-in-off", title: Localized(zh: "此服务未启用登录", en: "Nobody can sign in here"),
        detail: Localized(
          zh: "未配置签发令牌的私钥；请设置 JOINERY_SIGNING_KEY_FILE（joinery keys 可生成）后重新启动。",
          en:
            "There is no private key to sign tokens with; set JOINERY_SIGNING_KEY_FILE ('joinery keys' makes one) and "
            + "start the service again."))
    case .wrong:
      unauthorized(
        "wrong-credentials", Localized(zh: "员工编号或密码不正确", en: "Employee and password do not belong together"),
        Localized(
          zh: "请检查后重试；忘记密码请向经理索取新的链接。",
          en: "Check both; a manager can make a new link for whoever has forgotten the password."))
    case .slowed(let seconds):
      retrying(
        429, "too-many-tries", after: seconds, Localized(zh: "尝试次数过多", en: "Too many wrong tries"),
        Localized(zh: "请在 \(seconds) 秒后重试。", en: "Try again in \(seconds) seconds."))
    case .busy:
      retrying(
        503, "too-many-sign-ins", after: 5, Localized(zh: "登录人数过多", en: "Too many sign in at this moment"),
        Localized(zh: "请稍后重试。", en: "Try again in a moment."))
    case .noRole(let role):
      Problem(
        403, "no-role", title: Localized(zh: "没有可用的角色", en: "There is no role to sign in with"),
        detail: Localized(
          zh: "角色“\(role)”在本系统中没有权限；请经理修改您的角色。",
          en: "The role '\(role)' may do nothing here; ask a manager to give you another one."))
    case .inactive(let code):
      Problem(
        409, "inactive-employee", title: Localized(zh: "员工已停用", en: "The employee is not active"),
        detail: Localized(
          zh: "员工 \(code) 已停用；请先用 PATCH 启用。", en: "\(code) does not work here now; set 'active' with PATCH first."))
    case .sessionOver:
      unauthorized(
        "session-over", Localized(zh: "会话已结束", en: "The session has ended"),
        Localized(zh: "请重新登录。", en: "Sign in again."))
    case .linkUnknown:
      Problem(
        404, "link-unknown", title: Localized(zh: "链接无效", en: "This link is not valid"),
        detail: Localized(
          zh: "请检查链接是否完整，或向经理索取新的链接。",
          en: "Check that the link is complete, or ask a manager for a new one."))
    case .linkUsed:
      Problem(
        410, "link-used", title: Localized(zh: "链接已使用", en: "This link has been used"),
        detail: Localized(
          zh: "密码已设置；请登录，或向经理索取新的链接。",
          en: "The password is set; sign in with it, or ask a manager for a new link."))
    case .linkExpired:
      Problem(
        410, "link-expired", title: Localized(zh: "链接已过期", en: "This link has expired"),
        detail: Localized(zh: "请向经理索取新的链接。", en: "Ask a manager for a new one."))
    case .noAccount(let code):
      Problem(
        403, "no-account", title: Localized(zh: "没有对应的员工", en: "There is no such employee"),
        detail: Localized(
          zh: "身份系统认出“\(code)”，但本系统没有这个在职员工；请经理登记或启用。",
          en:
            "The company's sign-in knows '\(code)', who is no active employee here; ask a manager to register the code."
        ))
    case .namesNobody(let claim):
      Problem(
        403, "no-account", title: Localized(zh: "没有对应的员工", en: "There is no such employee"),
        detail: Localized(
          zh: "身份系统没有给出“\(claim)”，无法确定员工；请管理员检查身份系统的设置。",
          en: "The company's sign-in does not say '\(claim)', by which employees are found; ask your administrator."))
    case .providerAway:
      retrying(
        503, "provider-away", after: 10, Localized(zh: "身份系统没有应答", en: "The company's sign-in does not answer"),
        Localized(zh: "请稍后重试，或用员工编号和密码登录。", en: "Try again in a moment, or use employee and password."))
    case .providerWrong:
      Problem(
        502, "provider-wrong", title: Localized(zh: "身份系统的应答无法采信", en: "The company's sign-in cannot be believed"),
        detail: Localized(
          zh: "没有登录；请重试，若仍失败请联系管理员查看日志。",
          en: "Nobody was signed in; try again, and if it fails again ask your administrator to read the log."))
    case .attemptUnknown:
      Problem(
        400, "attempt-unknown", title: Localized(zh: "登录已中断", en: "This sign-in was interrupted"),
        detail: Localized(
          zh: "请在同一浏览器中从登录页面重新开始。", en: "Begin again on the sign-in page, in one browser, within ten minutes."))
    case .providerRefused:
      unauthorized(
        "provider-refused", Localized(zh: "身份系统未允许登录", en: "The company's sign-in did not let you in"),
        Localized(zh: "请重试，或联系管理员。", en: "Try again, or ask your administrator."))
    }
  }

  private func unauthorized(_ kind: String, _ title: Localized, _ detail: Localized) -> Problem {
    var problem = Problem(401, kind, title: title, detail: detail)
    problem.headers["WWW-Authenticate"] = #"Bearer realm="joinery""#
    return problem
  }

  private func retrying(
    _ status: Int, _ kind: String, after seconds: Int, _ title: Localized, _ detail: Localized
  ) -> Problem {
    var problem = Problem(status, kind, title: title, detail: detail)
    problem.retryAfter = seconds
    return problem
  }
}
