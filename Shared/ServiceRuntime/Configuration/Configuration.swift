import Kernel

/// The settings of one service, checked as a whole before anything else starts.
public struct Configuration: Sendable {
  /// Everything that is wrong, each naming its variable and the remedy.
  public struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
    public let reasons: [String]
    public var description: String { reasons.joined(separator: "\n") }
  }

  public let settings: [Setting]
  private var values: [String: String] = [:]
  /// Who calls is known by these; nil without a key.
  public private(set) var tokens: Tokens?
  /// Where its keys come from.
  public private(set) var keySources = KeySources()
  /// The files that secrets were read from, by the secrets' names.
  private(set) var secretFiles: [String: String] = [:]
  /// How the store is shipped; nil where it is not.
  public private(set) var shipping: ShippingOptions?

  /// Reads and checks the settings. Unknown variables named `JOINERY_…` are refused (a typo would be lost in silence),
  /// but for `JOINERY_KAFKA_…`, which go to librdkafka. An empty variable counts as not set.
  public init(
    _ settings: [Setting], environment: [String: String], machine: Machine = .this
  ) throws(Invalid) {
    self.settings = settings
    var reasons: [String] = []
    let known = settings.map(\.name) + settings.compactMap(\.fileName)
    for name in environment.keys.sorted()
    where name.hasPrefix("JOINERY_") && !name.hasPrefix("JOINERY_KAFKA_") && !known.contains(name) {
      let nearest = known.min { (distance($0, name), $0) < (distance($1, name), $1) }
      reasons.append("\(name) is no setting; did you mean \(nearest ?? "another")?")
    }
    for setting in settings {
      switch Self.value(of: setting, environment, machine) {
      case .success(let value): values[setting.name] = value
      case .failure(let reason): reasons.append("\(setting.name): \(reason.text)")
      }
      if let name = setting.fileName, let path = environment[name], !path.isEmpty { secretFiles[setting.name] = path }
    }
    reasons += checkTLS()
    if reasons.isEmpty { reasons += checkAccess(machine, environment) }
    do {
      shipping = try shippingOptions()
    } catch {
      reasons.append("JOINERY_SHIPPING_TO: \(error)")
    }
    guard reasons.isEmpty else { throw Invalid(reasons: reasons) }
  }

  /// The value of a setting; nil where it is not set and has no default.
  public subscript(_ name: String) -> String? { values[name] }

  /// The value of a setting of kind number; zero for any other.
  public func number(_ name: String) -> Int { values[name].flatMap { Int($0) } ?? 0 }

  /// True where a setting of kind flag says so.
  public func flag(_ name: String) -> Bool { values[name] == "true" || values[name] == "1" }

  // The settings of `Setting.common`, by their meaning.

  public var data: String { values["JOINERY_DATA"] ?? "" }
  public var port: UInt16 { UInt16(clamping: number("JOINERY_PORT")) }
  public var address: String { values["JOINERY_ADDRESS"] ?? "127.0.0.1" }
  /// Whether the service listens on this machine's loopback alone.
  public var listensOnLoopback: Bool { isLoopback(address: address) }
  public var kafka: String { values["JOINERY_KAFKA"] ?? "" }
  public var timeZone: String { values["JOINERY_TIME_ZONE"] ?? "" }
  public var language: Language { values["JOINERY_LANGUAGE"].flatMap(Language.init) ?? .chinese }
  public var logLevel: LogLevel { values["JOINERY_LOG_LEVEL"].flatMap(LogLevel.init) ?? .info }
  public var signInPage: String? { values["JOINERY_SIGN_IN_URL"] }
  public var certificateFile: String? { values["JOINERY_TLS_CERTIFICATE_FILE"] }
  public var keyFile: String? { values["JOINERY_TLS_KEY_FILE"] }
  public var pages: String { values["JOINERY_PAGES"] ?? "" }
  public var acceptsBeforeCheck: Bool { flag("JOINERY_ACCEPT_BEFORE_CHECK") }
  public var shutdownSeconds: Int { number("JOINERY_SHUTDOWN_SECONDS") }

  /// Name and value of all settings as they took effect, secrets hidden.
  public var effective: [(name: String, value: String)] {
    settings.map { setting in
      let value = values[setting.name]
      return (setting.name, setting.kind == .secret && value != nil ? "(hidden)" : value ?? "(not set)")
    }
  }

  /// The table for people who run the service, in Markdown.
  public static func markdownTable(of settings: [Setting], in language: Language) -> String {
    let head = Localized(zh: "| 变量 | 含义 | 缺省值 |", en: "| variable | meaning | default |")[language]
    let rows = settings.map { setting in
      let name = setting.fileName.map { "`\(setting.name)`, `\($0)`" } ?? "`\(setting.name)`"
      return "| \(name) | \(setting.meaning[language]) | \(setting.standard.map { "`\($0)`" } ?? "") |"
    }
    return ([head, "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
  }

  private struct Refusal: Error {
    let text: String
  }

  private static func value(
    of setting: Setting, _ environment: [String: String], _ machine: Machine
  ) -> Result<String?, Refusal> {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    var value = set(setting.name)
    if let fileName = setting.fileName, let path = set(fileName) {
      guard value == nil else {
        return .failure(Refusal(text: "it is set and \(fileName) too; keep one of them"))
      }
      guard let text = machine.read(path) else {
        return .failure(
          Refusal(text: "\(fileName) names '\(path)', which cannot be read; check its path and permissions"))
      }
      // Editors and `echo` end a file with a line feed that is no part of the secret.
      value = String(text.reversed().drop { $0.isNewline }.reversed())
      if value?.isEmpty == true { return .failure(Refusal(text: "\(fileName) names '\(path)', which is empty")) }
    }
    guard let value = value ?? setting.standard else { return .success(nil) }
    if let reason = setting.refusal(of: value, machine) { return .failure(Refusal(text: reason)) }
    return .success(value)
  }

  private func checkTLS() -> [String] {
    let (certificate, key) = ("JOINERY_TLS_CERTIFICATE_FILE", "JOINERY_TLS_KEY_FILE")
    guard (values[certificate] == nil) != (values[key] == nil) else { return [] }
    let missing = values[certificate] == nil ? certificate : key
    return ["\(missing): TLS needs both files; set \(certificate) and \(key), or neither"]
  }

  /// Keys are read here, so that a broken one is found before the service starts. Those of an address come later.
  private mutating func checkAccess(_ machine: Machine, _ environment: [String: String]) -> [String] {
    let (secret, signingKey) = (values["JOINERY_JWT_SECRET"], values["JOINERY_SIGNING_KEY"])
    let keySet = values["JOINERY_JWKS_FILE"].map { machine.read($0) ?? "" }
    keySources.keySetFile = values["JOINERY_JWKS_FILE"]
    keySources.keySetAddress = values["JOINERY_JWKS_URL"]
    keySources.authorities = values["JOINERY_TLS_CA_FILE"]
    if signingKey != nil {
      keySources.signingKeyFile = environment["JOINERY_SIGNING_KEY_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    }
    let fetches = keySources.keySetAddress != nil
    keySources.secretFile = secretFiles["JOINERY_JWT_SECRET"]
    guard secret != nil || keySet != nil || signingKey != nil || fetches else {
      guard !isLoopback(address: address) else { return [] }
      return [
        "JOINERY_ADDRESS: without a key a service is on loopback only; set JOINERY_JWKS_URL or JOINERY_JWKS_FILE, for "
          + "leads JOINERY_SIGNING_KEY_FILE ('joinery keys' makes both files), or leave the address at 127.0.0.1"
      ]
    }
    for (name, text) in [
      ("JOINERY_JWT_SECRET", secret), ("JOINERY_JWKS_FILE", keySet), ("JOINERY_SIGNING_KEY", signingKey),
    ] {
      guard let text else { continue }
      do {
        _ = try Keyring(
          secret: name == "JOINERY_JWT_SECRET" ? text : nil, keySet: name == "JOINERY_JWKS_FILE" ? text : nil,
          signingKey: name == "JOINERY_SIGNING_KEY" ? text : nil)
      } catch {
        return ["\(name): \(error)"]
      }
    }
    let names = Tokens.Names(
      issuer: values["JOINERY_TOKEN_ISSUER"] ?? "", audience: values["JOINERY_TOKEN_AUDIENCE"] ?? "")
    tokens = try? Tokens(secret: secret, keySet: keySet, signingKey: signingKey, fetches: fetches, names)
    return []
  }
}

/// Levenshtein's distance: how many characters to insert, delete or replace.
private func distance(_ left: String, _ right: String) -> Int {
  let right = Array(right.utf8)
  var row = Array(0...right.count)
  for (index, byte) in left.utf8.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in right.indices {
      let cost = min(diagonal + (byte == right[column] ? 0 : 1), row[column] + 1, row[column + 1] + 1)
      diagonal = row[column + 1]
      row[column + 1] = cost
    }
  }
  return row[right.count]
}
