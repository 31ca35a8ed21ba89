import Kernel
import ServiceRuntime
import Testing

@Suite struct ConfigurationTests {
  static let settings =
    Setting.common(data: ".data/leads", port: 8101)
    + [
      Setting(
        "JOINERY_PROTECTION_DAYS", Localized(zh: "保护期天数", en: "Days of protection"), .number(1...365), standard: "30"),
      .signingKey,
    ]

  static let machine = Machine(
    read: { path in
      ["/run/secret": secret + "\n", "/run/empty": "\n", "/jwks": SampleTokens.keySet, "/broken": "{}"][path]
    },
    isReadable: { ["/jwks", "/broken", "/cert", "/key"].contains($0) },
    hasTimeZone: { ["Asia/Shanghai", "UTC"].contains($0) })

  private func configuration(_ environment: [String: String]) throws(Configuration.Invalid) -> Configuration {
    try Configuration(Self.settings, environment: environment, machine: Self.machine)
  }

  @Test func startsWithDefaults() throws {
    let configuration = try configuration(["PATH": "/bin", "JOINERY_DATA": ""])
    #expect(configuration.data == ".data/leads")
    #expect(configuration.port == 8101)
    #expect(configuration.address == "127.0.0.1")
    #expect(configuration.kafka == "127.0.0.1:9092")
    #expect(configuration.timeZone == "Asia/Shanghai")
    #expect(configuration.language == .chinese)
    #expect(configuration.logLevel == .info)
    #expect(configuration.pages == "/usr/share/javascript")
    #expect(!configuration.acceptsBeforeCheck)
    #expect(configuration.shutdownSeconds == 10)
    #expect(configuration.number("JOINERY_PROTECTION_DAYS") == 30)
    #expect(configuration.tokens == nil)
  }

  @Test func takesWhatIsSet() throws {
    let configuration = try configuration([
      "JOINERY_ADDRESS": "0.0.0.0", "JOINERY_JWT_SECRET_FILE": "/run/secret", "JOINERY_JWKS_FILE": "/jwks",
      "JOINERY_TLS_CERTIFICATE_FILE": "/cert", "JOINERY_TLS_KEY_FILE": "/key", "JOINERY_PORT": "0",
      "JOINERY_LANGUAGE": "en", "JOINERY_LOG_LEVEL": "debug", "JOINERY_ACCEPT_BEFORE_CHECK": "1",
      "JOINERY_KAFKA": "a:9092,[::1]:9093", "JOINERY_KAFKA_SECURITY_PROTOCOL": "ssl",
    ])
    #expect(configuration["JOINERY_JWT_SECRET"] == secret)
    #expect(configuration.tokens != nil)
    #expect(configuration.acceptsBeforeCheck)
    #expect(configuration.language == .english)
    #expect(configuration.logLevel == .debug)
    #expect(!"\(configuration.effective)".contains(secret))
    #expect(configuration.effective.contains { $0 == ("JOINERY_JWT_SECRET", "(hidden)") })
  }

  @Test(arguments: [
    (["JOINERY_PROT": "1"], "JOINERY_PROT", "JOINERY_PORT"),
    (["JOINERY_JWT_SECRET_FIL": "1"], "JOINERY_JWT_SECRET_FIL", "JOINERY_JWT_SECRET_FILE"),
    (["JOINERY_PORT": "65536"], "JOINERY_PORT", "0 to 65535"),
    (["JOINERY_PORT": "http"], "JOINERY_PORT", "0 to 65535"),
    (["JOINERY_ADDRESS": "localhost"], "JOINERY_ADDRESS", "127.0.0.1"),
    (["JOINERY_ADDRESS": "0.0.0.0"], "JOINERY_ADDRESS", "JOINERY_JWKS_URL"),
    (["JOINERY_ADDRESS": "::"], "JOINERY_ADDRESS", "loopback"),
    (["JOINERY_KAFKA": "kafka"], "JOINERY_KAFKA", "host:port"),
    (["JOINERY_KAFKA": "a:1,"], "JOINERY_KAFKA", "host:port"),
    (["JOINERY_TIME_ZONE": "Mars/Base"], "JOINERY_TIME_ZONE", "Asia/Shanghai"),
    (["JOINERY_LANGUAGE": "fr"], "JOINERY_LANGUAGE", "zh, en"),
    (["JOINERY_LOG_LEVEL": "loud"], "JOINERY_LOG_LEVEL", "debug, info, warning, error"),
    (["JOINERY_JWT_SECRET": "short"], "JOINERY_JWT_SECRET", "at least 32"),
    (["JOINERY_JWT_SECRET": secret, "JOINERY_JWT_SECRET_FILE": "/run/secret"], "JOINERY_JWT_SECRET", "keep one"),
    (["JOINERY_JWT_SECRET_FILE": "/nowhere"], "JOINERY_JWT_SECRET", "/nowhere"),
    (["JOINERY_JWT_SECRET_FILE": "/run/empty"], "JOINERY_JWT_SECRET", "empty"),
    (["JOINERY_SIGN_IN_URL": "javascript:alert(1)"], "JOINERY_SIGN_IN_URL", "https://"),
    (["JOINERY_JWKS_FILE": "/nowhere"], "JOINERY_JWKS_FILE", "/nowhere"),
    (["JOINERY_JWKS_FILE": "/broken"], "JOINERY_JWKS_FILE", "RFC 7517"),
    (["JOINERY_JWKS_URL": "leads:8101"], "JOINERY_JWKS_URL", "https://"),
    (["JOINERY_SIGNING_KEY_FILE": "/jwks"], "JOINERY_SIGNING_KEY", "joinery keys"),
    (["JOINERY_TLS_KEY_FILE": "/key"], "JOINERY_TLS_CERTIFICATE_FILE", "both"),
    (["JOINERY_ACCEPT_BEFORE_CHECK": "maybe"], "JOINERY_ACCEPT_BEFORE_CHECK", "true or false"),
    (["JOINERY_SHUTDOWN_SECONDS": "0"], "JOINERY_SHUTDOWN_SECONDS", "1 to 600"),
    (["JOINERY_PROTECTION_DAYS": "x"], "JOINERY_PROTECTION_DAYS", "1 to 365"),
  ])
  func refusesByNameWithTheRemedy(_ environment: [String: String], _ name: String, _ words: String) throws {
    let invalid = try #require(throws: Configuration.Invalid.self) { try configuration(environment) }
    #expect(invalid.reasons.count == 1)
    #expect(invalid.description.hasPrefix(name))
    #expect(invalid.description.contains(words))
    #expect(!invalid.description.contains(secret))
  }

  @Test func tellsAllErrorsAtOnce() throws {
    let invalid = try #require(throws: Configuration.Invalid.self) {
      try configuration(["JOINERY_PORT": "x", "JOINERY_LANGUAGE": "fr", "JOINERY_TYPO": "1"])
    }
    #expect(invalid.reasons.count == 3)
  }

  @Test func writesItsTable() {
    let table = Configuration.markdownTable(of: Self.settings, in: .english)
    #expect(table.hasPrefix("| variable | meaning | default |\n|---|---|---|\n| `JOINERY_DATA` |"))
    #expect(table.contains("| `JOINERY_JWT_SECRET`, `JOINERY_JWT_SECRET_FILE` |"))
    #expect(table.split(separator: "\n").count == Self.settings.count + 2)
  }

  @Test func knowsThisMachinesTimeZones() throws {
    #expect(throws: Configuration.Invalid.self) {
      try Configuration(Self.settings, environment: ["JOINERY_TIME_ZONE": "../etc/passwd"])
    }
    #expect(throws: Never.self) { try Configuration(Self.settings, environment: ["JOINERY_TIME_ZONE": "UTC"]) }
  }
}
