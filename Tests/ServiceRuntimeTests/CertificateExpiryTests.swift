import Kernel
import Testing

@testable import ServiceRuntime

@Suite struct CertificateExpiryTests {
  /// Until 2036-11-22T09:43:12Z, as UTCTime.
  private static let near = """
    -----BEGIN CERTIFICATE-----
    MIIBgzCCASmgAwIBAgIUZruK9pAcyGh5KCpvKOuZsYuc19EwCgYIKoZIzj0EAwIw
    FzEVMBMGA1UEAwwMam9pbmVyeS50ZXN0MB4XDTI2MTEyNTA5NDMxMloXDTM2MTEy
    MjA5NDMxMlowFzEVMBMGA1UEAwwMam9pbmVyeS50ZXN0MFkwEwYHKoZIzj0CAQYI
    KoZIzj0DAQcDQgAEEVz8ejApXqtgkIOomEhxU9jfuupKOuz/YZS8QBZfXC7N6yma
    Yu+uk0SEa7IO7fUKeFUefThNOiYPH0lRopRGp6NTMFEwHQYDVR0OBBYEFBQ1UX8e
    B7pYftH9GAEevQhmUrG+MB8GA1UdIwQYMBaAFBQ1UX8eB7pYftH9GAEevQhmUrG+
    MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhANK9i8d/e7K91uoU
    QMmZHFGa9rVkhgvbELXRh9e1T7IYAiAjLlyTKmT/9a/8wboq7OOZ3e9suGHcq8r3
    X3r2/POzCg==
    -----END CERTIFICATE-----
    """
  /// Until 2076-03-07T09:43:12Z, as GeneralizedTime.
  private static let far = """
    -----BEGIN CERTIFICATE-----
    MIIBhDCCASugAwIBAgIUGekoePLVhhXYSxE/N9WfQWfCgo8wCgYIKoZIzj0EAwIw
    FzEVMBMGA1UEAwwMam9pbmVyeS50ZXN0MCAXDTI2MTEyNTA5NDMxMloYDzIwNzYw
    MzA3MDk0MzEyWjAXMRUwEwYDVQQDDAxqb2luZXJ5LnRlc3QwWTATBgcqhkjOPQIB
    BggqhkjOPQMBBwNCAARMCV3MBvY2y46n63lID2IZCbtDQeL8swbR8MHeaRnbzXcG
    Nxk+OzQc5GeDGSNC+n6ImoIY6zqSfnr7k3TuX+fbo1MwUTAdBgNVHQ4EFgQUiXWy
    TP9vAtvjOYZ3ERIIE472QCwwHwYDVR0jBBgwFoAUiXWyTP9vAtvjOYZ3ERIIE472
    QCwwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBu3gXRSgUj8hl1
    uH0iGxWxq1i7fM+zyo7KZniwQXpP+gIgDxd8aWwTW7Y/ivISmbc8g8ytoC7Uby8J
    zB8WxwJc2Z4=
    -----END CERTIFICATE-----
    """
  /// Of version 1, which leaves the version out; until 2027-11-25T09:43:13Z.
  private static let old = """
    -----BEGIN CERTIFICATE-----
    MIIBJzCBzwIUcwwiD+TDjwBdP19QP2PPb9T1iXowCgYIKoZIzj0EAwIwFzEVMBMG
    A1UEAwwMam9pbmVyeS50ZXN0MB4XDTI2MTEyNTA5NDMxM1oXDTI3MTEyNTA5NDMx
    M1owFzEVMBMGA1UEAwwMam9pbmVyeS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
    AQcDQgAETAldzAb2NsuOp+t5SA9iGQm7Q0Hi/LMG0fDB3mkZ2813BjcZPjs0HORn
    gxkjQvp+iJqCGOs6kn56+5N07l/n2zAKBggqhkjOPQQDAgNHADBEAiAaPLka2NLh
    2oUxNoW1Ke6EgRtJ4mfZeTi13awAzBX9PwIgZXLMGoCp3jwNO+v3C6weCC09/B67
    S1e5vhC1zVTj+do=
    -----END CERTIFICATE-----
    """

  private static let cases: [(String, String)] = [
    (near, "2036-11-22T09:43:12Z"), (far, "2076-03-07T09:43:12Z"), (old, "2027-11-25T09:43:13Z"),
    ("\(near)\n\(old)\n\(far)", "2027-11-25T09:43:13Z"), ("subject=CN\n\(far)\n", "2076-03-07T09:43:12Z"),
  ]

  @Test(arguments: cases)
  func readsTheFirstEnd(_ chain: String, _ end: String) throws {
    #expect(CertificateExpiry.earliest(of: chain) == Instant(end))
  }

  @Test func takesNothingElse() {
    #expect(CertificateExpiry.earliest(of: "") == nil)
    #expect(CertificateExpiry.earliest(of: "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----") == nil)
    // Cut off anywhere, it is no certificate, and nothing is read past its end.
    let body = Self.near.split(separator: "\n").dropFirst().dropLast().joined()
    for length in stride(from: 0, to: 120, by: 4) {
      let cut = "-----BEGIN CERTIFICATE-----\n\(body.prefix(length))\n-----END CERTIFICATE-----"
      #expect(CertificateExpiry.earliest(of: cut) == nil)
    }
  }
}

@Suite struct HealthProbeTests {
  private static let cases: [([String: String], String)] = [
    ([:], "http://127.0.0.1:8101/livez"),
    (["JOINERY_ADDRESS": "0.0.0.0", "JOINERY_PORT": "9"], "http://127.0.0.1:9/livez"),
    (["JOINERY_ADDRESS": "::"], "http://[::1]:8101/livez"),
    (["JOINERY_ADDRESS": "10.1.2.3"], "http://10.1.2.3:8101/livez"),
    (
      ["JOINERY_ADDRESS": "fd00::1", "JOINERY_TLS_CERTIFICATE_FILE": "/c", "JOINERY_TLS_KEY_FILE": "/k"],
      "https://[fd00::1]:8101/livez"
    ),
  ]

  @Test(arguments: cases)
  func asksWhereTheServiceListens(_ environment: [String: String], _ url: String) throws {
    let machine = Machine(read: { _ in nil }, isReadable: { _ in true }, hasTimeZone: { _ in true })
    let key = ["JOINERY_JWT_SECRET": String(repeating: "s", count: 32)]
    let configuration = try Configuration(
      Setting.common(data: "data", port: 8101), environment: environment.merging(key) { first, _ in first },
      machine: machine)
    #expect(HealthProbe.url(configuration) == url)
  }
}
