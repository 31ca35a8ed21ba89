import JSON
import Kernel
import ServiceRuntime
import Testing

let secret = "0123456789abcdef0123456789abcdef"
let noon = Instant(milliseconds: 1_750_000_000_000)

@Suite struct TokensTests {
  let caller = Caller(subject: "E-1", name: "王芳", roles: [.manager, .netSales], shop: "S-2")

  @Test func verifiesWhatItSigned() throws {
    let tokens = try Tokens(secret: secret, keySet: nil)
    let token = try tokens.sign(caller, at: noon, validFor: 3600)
    let verified = try tokens.verify(token, at: noon)
    #expect(verified.caller == caller)
    #expect(verified.expiry == 1_750_003_600)
    #expect(try Tokens(secret: secret, keySet: SampleTokens.keySet).verify(token, at: noon).caller == caller)
  }

  @Test func saysWhichSessionATokenIsOf() throws {
    let tokens = try Tokens(signingKey: try SigningKey.make())
    #expect(tokens.canSign)
    // A secret is for machines' tokens: everybody who verifies has it.
    #expect(try !Tokens(secret: secret).canSign && !Tokens(keySet: SampleTokens.keySet).canSign)
    let token = try tokens.sign(caller, session: "s-1", at: noon, validFor: 600)
    #expect(try tokens.verify(token, at: noon).session == "s-1")
    #expect(try tokens.verify(try tokens.sign(caller, at: noon, validFor: 600), at: noon).session == nil)
  }

  /// Seconds after signing, for a token of one hour; also from the cache, where the first look was good.
  @Test(arguments: [(0, true), (3600, true), (3659, true), (3660, false), (86_400, false)])
  func allowsAMinuteOfLeeway(_ seconds: Int, _ isGood: Bool) throws {
    let tokens = try Tokens(secret: secret, keySet: nil)
    let token = try tokens.sign(caller, at: noon, validFor: 3600)
    let later = noon.adding(seconds: seconds)
    #expect(((try? tokens.verify(token, at: later)) != nil) == isGood)
    _ = try tokens.verify(token, at: noon)
    #expect(((try? tokens.verify(token, at: later)) != nil) == isGood)
  }

  @Test(arguments: [SampleTokens.rs256, SampleTokens.rs256WithoutKid, SampleTokens.es256])
  func verifiesTokensOfAnotherLibrary(_ token: String) throws {
    let tokens = try Tokens(secret: nil, keySet: SampleTokens.keySet)
    let verified = try tokens.verify(token, at: noon)
    #expect(verified.caller == Caller(subject: "E-7", name: "李梅", roles: [.finance], shop: "S-1"))
    #expect(throws: Tokens.Refusal.notYetValid) {
      try Tokens(secret: nil, keySet: SampleTokens.keySet)
        .verify(token, at: Instant(milliseconds: 1_699_999_939_000))
    }
    #expect(throws: Tokens.Refusal.expired) { try tokens.verify(token, at: Instant(milliseconds: 1_800_000_060_000)) }
  }

  /// With its type written out: the compiler took seconds to find it, in each of its jobs.
  static let refusals: [(String, Tokens.Refusal)] = [
    (SampleTokens.rs256OfUnknownKid, Tokens.Refusal.unknownKey),
    (SampleTokens.rs256UnderKidOfES256, .unknownKey),
    (SampleTokens.rs256OfAnotherKey, .badSignature),
    (SampleTokens.rs384, .unknownKey),
    (SampleTokens.hs256OfThePublicKey, .unknownKey),
    (String(SampleTokens.rs256.dropLast(4)) + "AAAA", .badSignature),
    (String(SampleTokens.es256.dropLast(4)), .badSignature),
    (SampleTokens.es256 + "AAAA", .badSignature),
    (String(SampleTokens.es256.prefix { $0 != "." }) + ".e30.AA", .badSignature),
    ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJFLTEiLCJleHAiOjE4MDAwMDAwMDB9.", .unknownKey),
    ("eyJhbGciOiJIUzI1NiJ9.e30.", .unknownKey),
    ("", .malformed), ("a.b", .malformed), ("a.b.c.d", .malformed), ("....", .malformed), ("e30.e30.AA", .malformed),
    (String(repeating: "a", count: 10_000), .malformed),
    ("eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiYjY0Il19.e30.AA", .malformed),
    (SampleTokens.es256OfAnotherIssuer, .otherIssuer), (SampleTokens.es256WithoutIssuer, .otherIssuer),
    (SampleTokens.es256ForAnotherAudience, .otherAudience), (SampleTokens.es256ForOtherAudiences, .otherAudience),
    (SampleTokens.es256WithoutAudience, .otherAudience),
  ]

  @Test(arguments: refusals)
  func refuses(_ token: String, _ refusal: Tokens.Refusal) throws {
    let tokens = try Tokens(secret: nil, keySet: SampleTokens.keySet)
    #expect(throws: refusal) { try tokens.verify(token, at: noon) }
  }

  @Test("an outside provider's tokens are taken by its names")
  func takesTheConfiguredNames() throws {
    let names = Tokens.Names(issuer: "https://other.example", audience: "crm")
    let tokens = try Tokens(keySet: SampleTokens.keySet, names)
    #expect(try tokens.verify(SampleTokens.es256OfAnotherIssuer, at: noon).caller.subject == "E-7")
    #expect(throws: Tokens.Refusal.otherIssuer) { try tokens.verify(SampleTokens.es256, at: noon) }
  }

  @Test("a signature verifies by the public half alone, and says when to the millisecond")
  func signsWithAPrivateKey() throws {
    let tokens = try Tokens(signingKey: try SigningKey.make())
    let token = try tokens.sign(caller, session: "s", id: "t-1", at: noon.adding(milliseconds: 7), validFor: 600)
    let verified = try Tokens(keySet: tokens.publicKeySet).verify(token, at: noon)
    #expect(verified.caller == caller && verified.session == "s" && verified.id == "t-1")
    #expect(verified.issuedAt == noon.adding(milliseconds: 7))
    #expect(throws: Tokens.Refusal.unknownKey) { try Tokens(signingKey: try SigningKey.make()).verify(token, at: noon) }
  }

  @Test(
    "signing keys that are none are refused with words",
    arguments: ["", "x", "{}", #"{"keys":[]}"#, SampleTokens.keySet, SampleTokens.otherCurveKeySet])
  func refusesSigningKeys(_ text: String) {
    let error = #expect(throws: Tokens.KeyError.self) { try Tokens(signingKey: text) }
    #expect(error?.description.contains("joinery keys") == true)
  }

  @Test("a private part of another key is refused")
  func refusesMixedKeys() throws {
    let (one, other) = (
      try JSON(parsing: Array(try SigningKey.make().utf8)), try JSON(parsing: Array(try SigningKey.make().utf8))
    )
    let mixed: JSON = [
      "kty": "EC", "crv": "P-256", "x": one["x"] ?? "", "y": one["y"] ?? "", "d": other["d"] ?? "",
    ]
    #expect(throws: Tokens.KeyError.self) { try SigningKey(String(decoding: mixed.bytes, as: UTF8.self)) }
  }

  @Test func refusesAPublicKeyAsSecret() throws {
    let tokens = try Tokens(secret: secret, keySet: SampleTokens.keySet)
    #expect(throws: Tokens.Refusal.badSignature) { try tokens.verify(SampleTokens.hs256OfThePublicKey, at: noon) }
  }

  @Test func refusesAnothersSecret() throws {
    let token = try Tokens(secret: secret + "x", keySet: nil).sign(caller, at: noon, validFor: 60)
    #expect(throws: Tokens.Refusal.badSignature) { try Tokens(secret: secret, keySet: nil).verify(token, at: noon) }
  }

  @Test(arguments: [
    (secret: "short" as String?, keySet: nil as String?, words: "at least 32"), (nil, nil, "no key"),
    (nil, "{}", "RFC 7517"), (nil, #"{"keys":[]}"#, "no key that can be used"),
    (nil, #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#, "no key that can be used"),
    (nil, #"{"keys":[{"kty":"RSA","kid":"r","n":"!","e":"AQAB"}]}"#, "the key 'r'"),
    (nil, SampleTokens.weakKeySet, "2048"), (nil, SampleTokens.otherCurveKeySet, "P-256"),
  ])
  func refusesKeysWithWords(_ secret: String?, _ keySet: String?, _ words: String) throws {
    let error = #expect(throws: Tokens.KeyError.self) { try Tokens(secret: secret, keySet: keySet) }
    #expect(error?.description.contains(words) == true)
  }

  @Test func holdsABoundedNumberOfTokens() throws {
    let tokens = try Tokens(secret: secret, keySet: nil)
    for number in 0..<5000 {
      let token = try tokens.sign(
        Caller(subject: "E-\(number)", name: "", roles: []), at: noon, validFor: 60)
      #expect(try tokens.verify(token, at: noon).caller.subject == "E-\(number)")
    }
  }
}
