import Foundation
import HTTP
import ServiceRuntime
import TestSupport
import Testing

@Suite("Asking servers of somebody else's", .timeLimit(.minutes(5)))
struct WebClientTests {
  private static let openssl = "/usr/bin/openssl"

  @Test("an answer comes whatever its status; what is too long, or away, is a failure")
  func answers() async throws {
    let provider = try FakeProvider()
    let client = WebClient(authorities: nil)
    provider.answer("/keys", "{}", status: 418)
    let reply = try await client.get("\(provider.address)/keys")
    #expect(reply.status == 418 && reply.body == Array("{}".utf8))
    provider.answer("/keys", String(repeating: "x", count: 2 << 20))
    await #expect(throws: WebClient.Failure.self) { try await client.get("\(provider.address)/keys") }
    await #expect(throws: WebClient.Failure.self) { try await client.get("file:///etc/passwd") }
    let address = provider.address
    await provider.stop()
    await #expect(throws: WebClient.Failure.self) { try await client.get("\(address)/keys") }
  }

  @Test(
    "a certificate is taken by its authority alone",
    .enabled(if: FileManager.default.isExecutableFile(atPath: openssl), "needs openssl: install it"))
  func certificates() async throws {
    let folder = TemporaryFolder()
    let (certificate, key) = ("\(folder.path)/certificate.pem", "\(folder.path)/key.pem")
    let process = try Process.run(
      URL(filePath: Self.openssl),
      arguments: [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
        "/CN=idp.test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate, "-batch",
      ])
    process.waitUntilExit()
    let provider = try FakeProvider(
      tls: HTTPServer.TLS(
        certificate: try String(contentsOfFile: certificate, encoding: .utf8),
        privateKey: try String(contentsOfFile: key, encoding: .utf8)))
    provider.answer("/keys", "{}")
    #expect(try await WebClient(authorities: certificate).get("\(provider.address)/keys").status == 200)
    await #expect(throws: WebClient.Failure.self) {
      try await WebClient(authorities: nil).get("\(provider.address)/keys")
    }
    await provider.stop()
  }
}
