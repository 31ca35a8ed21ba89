import Crypto
import Testing

@Suite struct WebhookSecretTests {
  @Test("Signs as the specification's own example")
  func example() throws {
    let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let body = Array(#"{"test": 2432232314}"#.utf8)
    let signature = secret.signature(of: body, id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330")
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test("A new one has 32 bytes, and differs each time")
  func made() throws {
    let (one, other) = (WebhookSecret.make(), WebhookSecret.make())
    #expect(one != other)
    #expect(one.hasPrefix("whsec_") && one.utf8.count == 6 + 44)
    #expect(WebhookSecret("") == nil)
    #expect(WebhookSecret(nil) == nil)
  }
}
