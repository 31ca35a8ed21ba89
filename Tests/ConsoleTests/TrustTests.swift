import Foundation
import HTTP
import Testing
import TestSupport

@testable import ConsoleKit

/// Services that speak TLS, as `joinery` meets them.
struct TrustTests {
  private static let openssl = "/usr/bin/openssl"
  private let folder = TemporaryFolder()

  private static let cases: [([String: String], [String], Trust?)] = {
    let own = ["JOINERY_TLS_CERTIFICATE_FILE": "/own"]
    var cases: [([String: String], [String], Trust?)] = [([:], [], nil), (["JOINERY_TLS_CA_FILE": ""], [], nil)]
    cases.append(([:], ["--tls"], Trust()))
    cases.append(([:], ["--ca", "/ca"], Trust(authorities: "/ca")))
    cases.append((["JOINERY_TLS_CA_FILE": "/e"], [], Trust(authorities: "/e")))
    cases.append((own, [], Trust(authorities: "/own", checksName: false)))
    cases.append((own, ["--by-name"], Trust(authorities: "/own")))
    cases.append((own, ["--tls-name", "n"], Trust(authorities: "/own")))
    cases.append((own, ["--ca", "/ca"], Trust(authorities: "/ca")))
    return cases
  }()

  @Test(arguments: cases)
  func isWhatOptionsAndEnvironmentSay(_ environment: [String: String], _ options: [String], _ trust: Trust?) throws {
    let settings = try Settings(
      Arguments(options, of: Settings.options), executables: folder.path, environment: environment)
    #expect(settings.trust == trust)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: openssl), "needs openssl: install it"))
  func takesWhatAnOperatorTrustsAndNothingElse() async throws {
    let (certificate, key) = ("\(folder.path)/certificate.pem", "\(folder.path)/key.pem")
    let process = try Process.run(
      URL(filePath: Self.openssl),
      arguments: [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
        "/CN=crm.test", "-addext", "subjectAltName=DNS:crm.test", "-keyout", key, "-out", certificate, "-batch",
      ])
    process.waitUntilExit()
    var configuration = HTTPServer.Configuration()
    configuration.tls = HTTPServer.TLS(
      certificate: try String(contentsOfFile: certificate, encoding: .utf8),
      privateKey: try String(contentsOfFile: key, encoding: .utf8))
    let server = HTTPServer(configuration: configuration) { request in HTTPResponse(body: .bytes(request.body)) }
    try server.start()

    func words(_ trust: Trust, scheme: String = "https", certified: String? = nil) async -> String {
      let client = ServiceClient(
        name: "leads", port: server.port, token: nil, http: HTTPClient(connections: 1, trust: trust), scheme: scheme,
        certified: certified)
      do {
        return String(
          decoding: try await client.send("POST", "/", body: Array("hello".utf8), seconds: 300), as: UTF8.self)
      } catch {
        return "\(error)"
      }
    }
    let own = Trust(authorities: certificate)
    #expect(await words(own, certified: "crm.test") == "hello")
    #expect(await words(Trust(authorities: certificate, checksName: false)) == "hello")
    // Another name, nobody's certificate, a name in place of trust, a missing file, no TLS.
    #expect(await words(own).contains("--tls-name"))
    #expect(await words(own, certified: "other.test").contains("--tls-name"))
    #expect(await words(Trust(), certified: "crm.test").contains("--ca"))
    #expect(await words(Trust(checksName: false)).contains("--ca"))
    #expect(await words(Trust(authorities: "/nowhere")).contains("--ca"))
    #expect(await words(own, scheme: "http", certified: "crm.test").contains("does not answer"))
    await server.stop(grace: .zero)
  }
}
