import Foundation
import HTTP
import Testing

@Suite(.timeLimit(.minutes(5)))
struct StartTests {
  @Test func namesTheAddressAndPortThatIsTaken() async throws {
    try await withServer { first in
      var configuration = HTTPServer.Configuration()
      configuration.port = first.port
      let second = HTTPServer(configuration: configuration) { _ in HTTPResponse() }
      let expected = HTTPServerError.addressInUse(address: "127.0.0.1", port: first.port)
      #expect(throws: expected) { try second.start() }
      #expect(expected.description.contains("127.0.0.1 port \(first.port)"))
    }
  }

  @Test(arguments: [("localhost", 0), ("192.0.2.1", 0), ("127.0.0.1", 65_536), ("127.0.0.1", -1), ("", 0)])
  func refusesWhereItCannotListen(address: String, port: Int) {
    var configuration = HTTPServer.Configuration()
    configuration.address = address
    configuration.port = port
    let server = HTTPServer(configuration: configuration) { _ in HTTPResponse() }
    #expect {
      try server.start()
    } throws: { error in
      guard case .cannotListen(address, port, _)? = error as? HTTPServerError else { return false }
      return true
    }
  }

  @Test func listensAgainAtOnceWhereItWasStopped() async throws {
    // Somebody else among the tests may get a port that is free for a moment: then it is tried with another one.
    var taken: HTTPServerError?
    for _ in 0..<5 {
      do {
        return try await listenAgain()
      } catch let error as HTTPServerError {
        taken = error
      }
    }
    throw try #require(taken)
  }

  private func listenAgain() async throws {
    let first = HTTPServer { _ in HTTPResponse() }
    try first.start()
    let port = first.port
    let client = try await offPool {
      let client = try RawClient(port: port)
      #expect(try client.get("/").status == 200)
      return client
    }
    defer { client.close() }
    await first.stop(grace: .zero)
    try await withServer({ $0.port = port }) { second in
      try await expectServed(second)
      #expect(throws: HTTPServerError.alreadyStarted) { try second.start() }
    }
  }

  private static let openssl = "/usr/bin/openssl"
  private static let curl = "/usr/bin/curl"

  @Test(
    .enabled(
      if: [openssl, curl].allSatisfy(FileManager.default.isExecutableFile(atPath:)),
      "needs openssl for the certificate and curl as client: install both"))
  func servesTLS() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "http-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, tls) = try await Self.certificate("first", in: folder)
    try await withServer(
      { $0.tls = tls },
      handler: { request in
        HTTPResponse(
          body: .stream { writer in
            try await writer.write(request.body)
            try await writer.write([33])
          })
      }
    ) { server in
      let text = try await offPool {
        try Self.run(
          Self.curl, "--silent", "--show-error", "--cacert", certificate.path, "--data", "hello",
          "https://127.0.0.1:\(server.port)/", "https://127.0.0.1:\(server.port)/ping")
      }
      #expect(text == "hello!pong")
      // One that speaks plain HTTP, or nothing at all, hurts nobody.
      try await offPool {
        let plain = try RawClient(port: server.port)
        try plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try plain.isClosed())
      }
    }
  }

  @Test(
    .enabled(
      if: [openssl, curl].allSatisfy(FileManager.default.isExecutableFile(atPath:)),
      "needs openssl for the certificates and curl as client: install both"))
  func showsAnotherCertificateFromNowOn() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "http-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (first, tls) = try await Self.certificate("first", in: folder)
    let (second, other) = try await Self.certificate("second", in: folder)
    try await withServer({ $0.tls = tls }) { server in
      @Sendable func ping(_ authority: URL) async throws -> String {
        try await offPool {
          try Self.run(
            Self.curl, "--silent", "--cacert", authority.path, "https://127.0.0.1:\(server.port)/ping")
        }
      }
      #expect(try await ping(first) == "pong")
      await #expect(throws: Failed.self) { try await ping(second) }
      // Neither what is none nor a key of another one takes its place.
      for broken in [
        HTTPServer.TLS(certificate: "none", privateKey: "none"),
        HTTPServer.TLS(certificate: other.certificate, privateKey: tls.privateKey),
        HTTPServer.TLS(certificate: String(other.certificate.dropLast(200)), privateKey: other.privateKey),
      ] {
        #expect(throws: HTTPServerError.unusableCertificate) { try server.use(broken) }
      }
      #expect(try await ping(first) == "pong")
      for _ in 1...2 {
        try server.use(other)
        #expect(try await ping(second) == "pong")
        await #expect(throws: Failed.self) { try await ping(first) }
        try server.use(tls)
        #expect(try await ping(first) == "pong")
      }
    }
    try await withServer { plain in
      #expect(throws: HTTPServerError.unusableCertificate) { try plain.use(tls) }
    }
  }

  private static func certificate(_ name: String, in folder: URL) async throws -> (file: URL, HTTPServer.TLS) {
    let (key, certificate) = (folder.appending(path: "\(name).key"), folder.appending(path: "\(name).pem"))
    _ = try await offPool {
      try run(
        openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key.path, "-out",
        certificate.path)
    }
    return (
      certificate,
      try HTTPServer.TLS(
        certificate: String(contentsOf: certificate, encoding: .utf8),
        privateKey: String(contentsOf: key, encoding: .utf8))
    )
  }

  @Test func refusesACertificateThatIsNone() {
    var configuration = HTTPServer.Configuration()
    configuration.tls = HTTPServer.TLS(certificate: "no certificate", privateKey: "no key")
    let server = HTTPServer(configuration: configuration) { _ in HTTPResponse() }
    #expect(throws: HTTPServerError.unusableCertificate) { try server.start() }
  }

  private struct Failed: Error {
    var command: String
    var status: Int32
  }

  private static func run(_ command: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: command)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(command: command, status: process.terminationStatus) }
    return String(decoding: text, as: UTF8.self)
  }
}
