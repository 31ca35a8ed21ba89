import Kernel
import ReportingDomain
import ServiceRuntime

/// What the environment says of webhooks and scheduled reports.
public struct PushSettings: Sendable {
  /// False where another reporting over the same topics sends them: two would send everything twice.
  public var isOn = true
  var reachable = Reachable()
  /// For how many seconds events are kept for those they are sent to.
  var keep = 30 * 86_400
  var policy = PushPolicy()
  /// How long a receiver has for an answer.
  var milliseconds = 10_000
  var authorities: String?
  /// Who takes mail, and whom it is from; nil where nobody does.
  var mail: (server: MailServer, sender: String)?

  public init() {}

  static let all = [on, allow, kept, patience, timeout, ca, mailServer, mailFrom, mailUser, mailPassword, mailCA]

  private static let on = Setting(
    "JOINERY_PUSH",
    Localized(
      zh: "是否推送 webhook 与定时报表；第二个报表服务设为 off，以免重复推送",
      en: "Whether webhooks and scheduled reports are sent: `off` for every reporting but one, or all is sent twice"),
    .choice(["on", "off"]), standard: "on")
  private static let allow = Setting(
    "JOINERY_PUSH_ALLOW",
    Localized(
      zh: "除公网（TLS）外还可推送到：loopback、private 或网段，以逗号分隔",
      en:
        "Where else webhooks may go than outside by TLS: `loopback`, `private`, networks (`10.1.0.0/16`), commas between"
    ))
  private static let kept = Setting(
    "JOINERY_PUSH_KEEP",
    Localized(zh: "为 webhook 保留事件多久", en: "How long events are kept for webhooks that are behind, and for replays"),
    .interval, standard: "30d")
  private static let patience = Setting(
    "JOINERY_PUSH_PATIENCE",
    Localized(
      zh: "接收方其他事件正常时，同一事件重试多久后搁置", en: "How long an event is tried before its key is parked, while others go through"),
    .interval, standard: "24h")
  private static let timeout = Setting(
    "JOINERY_PUSH_TIMEOUT",
    Localized(zh: "等待接收方应答多久", en: "How long a receiver has for its answer"), .interval, standard: "10s")
  private static let ca = Setting(
    "JOINERY_PUSH_CA_FILE",
    Localized(zh: "信任的证书颁发机构(PEM)，用于接收方", en: "Authority (PEM) whose certificates receivers may have"), .file)

  private static let mailServer = Setting(
    "JOINERY_MAIL_SERVER",
    Localized(
      zh: "发送定时报表的邮件服务器，例如 smtps://mail.example:465 或 smtp://mail.example:587（STARTTLS）",
      en: "Server that takes mail: `smtps://mail.example:465`, or `smtp://mail.example:587` (STARTTLS)"))
  private static let mailFrom = Setting(
    "JOINERY_MAIL_FROM", Localized(zh: "邮件的发件地址", en: "Address that mail is from"))
  private static let mailUser = Setting(
    "JOINERY_MAIL_USER", Localized(zh: "邮件服务器的用户名", en: "User of the mail server"))
  private static let mailPassword = Setting(
    "JOINERY_MAIL_PASSWORD", Localized(zh: "邮件服务器的密码", en: "Password of the mail server"), .secret)
  private static let mailCA = Setting(
    "JOINERY_MAIL_CA_FILE",
    Localized(zh: "信任的证书颁发机构(PEM)，用于邮件服务器", en: "Authority (PEM) whose certificate the mail server may have"), .file)

  /// Throws `MustNotRun`, naming the variable and the remedy.
  init(_ configuration: Configuration) throws(MustNotRun) {
    isOn = configuration[Self.on.name] != "off"
    let allowed = configuration[Self.allow.name] ?? ""
    guard let reachable = Reachable(allowed) else {
      throw MustNotRun(
        "JOINERY_PUSH_ALLOW: '\(allowed)' is not understood; write loopback, private or networks such as 10.1.0.0/16")
    }
    // What listens on this machine alone is a developer's: so are its receivers.
    self.reachable = configuration.listensOnLoopback ? reachable.withLoopback : reachable
    func seconds(_ setting: Setting, _ standard: Int) -> Int {
      configuration[setting.name].flatMap(Interval.seconds) ?? standard
    }
    keep = seconds(Self.kept, keep)
    policy.patience = seconds(Self.patience, policy.patience)
    milliseconds = 1000 * min(seconds(Self.timeout, 10), 300)
    authorities = configuration[Self.ca.name]
    mail = try Self.mail(configuration)
  }
  private static func mail(
    _ configuration: Configuration
  ) throws(MustNotRun) -> (server: MailServer, sender: String)? {
    guard let address = configuration[mailServer.name] else { return nil }
    let isPlain = address.hasPrefix("smtp://")
    guard isPlain || address.hasPrefix("smtps://"),
      (try? Receiver("http\(isPlain ? "" : "s")" + address.dropFirst(isPlain ? 4 : 5), .anywhere)) != nil
    else {
      throw MustNotRun(
        "JOINERY_MAIL_SERVER: '\(address)' is no server; write smtps://mail.example:465, or smtp://mail.example:587")
    }
    guard let sender = configuration[mailFrom.name], Mail.isAddress(sender) else {
      throw MustNotRun(
        "JOINERY_MAIL_FROM: JOINERY_MAIL_SERVER needs an address that mail is from; write reports@company.example")
    }
    let server = MailServer(
      address: address, user: configuration[mailUser.name], password: configuration[mailPassword.name],
      authorities: configuration[mailCA.name])
    return (server, sender)
  }
}

extension Reachable {
  /// For what operators have set, which is no stranger's word.
  fileprivate static let anywhere = Reachable("loopback,private,0.0.0.0/0,::/0") ?? Reachable()
}
