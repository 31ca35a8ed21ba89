import Kafka
import Kernel

/// One environment variable that a service reads.
public struct Setting: Sendable {
  public enum Kind: Hashable, Sendable {
    case text
    /// A text that is never shown; it may also stand in a file that `NAME_FILE` names.
    case secret
    /// A folder, which need not exist yet.
    case folder
    /// A file that must be readable.
    case file
    /// A numeric address to listen on.
    case address
    /// The address of a page, `https://…`.
    case page
    /// `host:port`, several with commas.
    case servers
    /// A word of letters, digits and hyphens.
    case word
    /// What stands before names of topics.
    case topicPrefix
    /// A name of the time zone database.
    case timeZone
    /// One of these texts.
    case choice([String])
    /// `true`, `false`, `1` or `0`.
    case flag
    case number(ClosedRange<Int>)
    /// A time such as `24h`, `90m` or `30s`.
    case interval
  }

  public let name: String
  public let meaning: Localized
  /// The value without the variable; nil: not set.
  public let standard: String?
  public let kind: Kind

  public init(_ name: String, _ meaning: Localized, _ kind: Kind = .text, standard: String? = nil) {
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.standard = standard
  }

  /// What all services read. `data` and `port` are each service's own.
  public static func common(data: String, port: Int) -> [Setting] {
    [
      Setting(
        "JOINERY_DATA", Localized(zh: "存放数据的文件夹", en: "Folder of the store"), .folder, standard: data),
      Setting(
        "JOINERY_PORT", Localized(zh: "HTTP 端口；0 为任意空闲端口", en: "HTTP port; 0 takes any that is free"),
        .number(0...65_535), standard: String(port)),
      Setting(
        "JOINERY_ADDRESS",
        Localized(zh: "监听地址；非本机地址需要密钥", en: "Address to listen on; other than loopback only with a key"), .address,
        standard: "127.0.0.1"),
      Setting(
        "JOINERY_KAFKA", Localized(zh: "Kafka 服务器", en: "Kafka bootstrap servers"), .servers,
        standard: "127.0.0.1:9092"),
      Setting(
        TopicPrefix.variable,
        Localized(
          zh: "主题与消费组名称的前缀，供几套系统共用一个 Kafka；须以“.”结尾",
          en: "What stands before the names of topics and groups (`gz.`), where several suites share the brokers"),
        .topicPrefix),
      Setting(
        "JOINERY_TIME_ZONE", Localized(zh: "公司时区，决定“今天”", en: "The company's time zone, which decides 'today'"),
        .timeZone, standard: "Asia/Shanghai"),
      Setting(
        "JOINERY_LANGUAGE", Localized(zh: "打印文件的语言", en: "Language of printed documents"),
        .choice(Language.allCases.map(\.rawValue)), standard: Language.chinese.rawValue),
      Setting(
        "JOINERY_LOG_LEVEL", Localized(zh: "日志级别", en: "Least level that is logged"),
        .choice(LogLevel.allCases.map(\.rawValue)), standard: LogLevel.info.rawValue),
      Setting(
        "JOINERY_JWT_SECRET",
        Localized(zh: "机器的 HS256 令牌的密钥，至少 32 字节", en: "Key of machines' HS256 tokens, at least 32 bytes"), .secret),
      Setting(
        "JOINERY_JWKS_FILE",
        Localized(zh: "RS256 与 ES256 令牌的公钥(JWKS)", en: "Public keys (JWKS) of RS256 and ES256 tokens"), .file),
      Setting(
        "JOINERY_JWKS_URL",
        Localized(
          zh: "公钥的地址（线索服务的 /.well-known/jwks.json），自动更新",
          en: "The address of the public keys (`/.well-known/jwks.json` of leads), which is asked again and again"),
        .page),
      Setting(
        "JOINERY_TLS_CA_FILE",
        Localized(zh: "信任的证书颁发机构(PEM)，用于该地址", en: "Authority (PEM) whose certificates are taken from that address"),
        .file),
      Setting(
        "JOINERY_TOKEN_ISSUER", Localized(zh: "令牌的签发者 iss", en: "Whose tokens are taken: the claim `iss`"),
        standard: Tokens.Names().issuer),
      Setting(
        "JOINERY_TOKEN_AUDIENCE",
        Localized(zh: "令牌的受众 aud", en: "Whom tokens must be for: what the claim `aud` is or holds"),
        standard: Tokens.Names().audience),
      Setting(
        "JOINERY_SIGN_IN_URL",
        Localized(
          zh: "员工登录的页面（线索服务的 /login），其他服务的登录页指向它",
          en: "The page where people sign in (`/login` of leads), to which other services lead"), .page),
      Setting(
        "JOINERY_ERP_SOURCES",
        Localized(
          zh: "可信的 ERP 消息来源（ce_source），以逗号分隔；缺省为全部",
          en: "Sources (`ce_source`) of the ERP's messages that are believed, commas between; all without it")),
      Setting(
        "JOINERY_ERP_MAPPINGS",
        Localized(
          zh: "存放 ERP 字段对照（.json）的文件夹，修改后自动重新读取",
          en: "Folder of mappings (`.json`) of the ERP's fields; read again when they change"), .folder),
      Setting(
        "JOINERY_ERP_WEBHOOK_SECRET",
        Localized(
          zh: "ERP webhook 的签名密钥（Standard Webhooks）；设置后必须签名",
          en: "Secret by which the ERP's webhooks are signed (Standard Webhooks); with it they must be"),
        .secret),
      Setting(
        "JOINERY_ERP_GRACE",
        Localized(
          zh: "ERP 已有、此处尚未收到的内容，经过多久才算差异；由销售服务使用",
          en: "How long what the ERP has may be on its way to sales before reconciliation counts it as a difference"),
        .interval, standard: "15m"),
      Setting(
        "JOINERY_TLS_CERTIFICATE_FILE",
        Localized(zh: "TLS 证书链(PEM)", en: "TLS certificate chain (PEM)"), .file),
      Setting("JOINERY_TLS_KEY_FILE", Localized(zh: "TLS 私钥(PEM)", en: "TLS private key (PEM)"), .file),
      Setting(
        "JOINERY_PAGES",
        Localized(zh: "页面所用 JavaScript 包的文件夹", en: "Folder of the JavaScript packages that pages use"), .folder,
        standard: "/usr/share/javascript"),
      Setting(
        "JOINERY_ACCEPT_BEFORE_CHECK",
        Localized(
          zh: "仅此次启动：核对主题之前即接受命令", en: "For one start: take commands before the topic's heads were read"), .flag,
        standard: "false"),
      Setting(
        "JOINERY_SHUTDOWN_SECONDS",
        Localized(zh: "停止前等待处理完成的秒数", en: "Seconds to finish what is going on before stopping"), .number(1...600),
        standard: "10"),
    ] + shipping
  }

  /// Besides `common`, for the one service that signs tokens.
  public static let signingKey = Setting(
    "JOINERY_SIGNING_KEY",
    Localized(
      zh: "签发 ES256 令牌的私钥(JWK)，仅线索服务持有",
      en: "Private key (JWK) that ES256 tokens are signed with; no other service has it"),
    .secret)

  /// For the one service of which several may run at once, each on a store of its own.
  public static let replica = Setting(
    "JOINERY_REPLICA",
    Localized(
      zh: "同时运行几个副本时此副本的名称，用于其消费组",
      en: "This replica's name, where several run at once: a part of its group's at the brokers"),
    .word)

  /// The variable that names a secret's file; nil for other kinds.
  var fileName: String? { kind == .secret ? name + "_FILE" : nil }

  /// What is wrong with a value, with the remedy; nil where it is good.
  func refusal(of value: String, _ machine: Machine) -> String? {
    switch kind {
    case .text, .secret, .folder: return nil
    case .file:
      return machine.isReadable(value) ? nil : "the file '\(value)' cannot be read; check its path and permissions"
    case .address:
      return isLoopback(address: value) || Self.isAddress(value)
        ? nil : "'\(value)' is no address; write one such as 127.0.0.1, 0.0.0.0 or ::"
    case .page:
      return value.hasPrefix("https://") || value.hasPrefix("http://")
        ? nil : "'\(value)' is no page; write its address, such as https://crm.example:8101/login"
    case .servers:
      return value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(Self.isServer)
        ? nil : "'\(value)' is no list of servers; write host:port, several with commas"
    case .word:
      return Self.isWord(value)
        ? nil : "'\(value)' is no name; write up to 32 letters, digits and hyphens, a letter or digit first, such as b"
    case .topicPrefix: return TopicPrefix.refusal(of: value)
    case .timeZone:
      return machine.hasTimeZone(value)
        ? nil : "the time zone '\(value)' is not known here; install tzdata or use a name such as Asia/Shanghai"
    case .choice(let texts):
      return texts.contains(value) ? nil : "'\(value)' is not allowed; write one of \(texts.joined(separator: ", "))"
    case .flag:
      return ["true", "false", "1", "0"].contains(value) ? nil : "'\(value)' is not allowed; write true or false"
    case .number(let range):
      return Int(value).map(range.contains) ?? false
        ? nil : "'\(value)' is not allowed; write a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .interval:
      return Interval.seconds(value) != nil ? nil : "'\(value)' is no time; write one such as 24h, 90m or 30s"
    }
  }

  /// Up to 32 letters, digits and hyphens, a letter or digit first.
  public static func isWord(_ text: some StringProtocol) -> Bool {
    (1...32).contains(text.utf8.count) && text.first != "-"
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4 { return parts.allSatisfy { UInt8($0) != nil } }
    return text.contains(":") && text.utf8.allSatisfy { hexValue($0) != nil || $0 == 58 || $0 == 46 }
  }

  private static func isServer(_ text: some StringProtocol) -> Bool {
    guard let colon = text.lastIndex(of: ":"), colon > text.startIndex else { return false }
    return UInt16(text[colon...].dropFirst()).map { $0 > 0 } ?? false
  }
}
