import Foundation
import Kernel
import ServiceRuntime
import Testing
import TestSupport

@testable import Console
@testable import ConsoleKit

struct SettingsTests {
  private let folder = TemporaryFolder()

  @Test func findsTheServicesThatAreBuilt() throws {
    for name in ["sales", "leads", "broker"] { try executable(name) }
    let settings = try settings(["--port-base", "9000", "--broker-port=9001"])
    #expect(settings.services.map(\.name) == ["leads", "sales"])
    #expect(settings.services.map(settings.port(of:)) == [9001, 9002])
    #expect(settings.brokers == "127.0.0.1:9001")
    #expect(throws: Failure("there is no service 'finance': it is one of leads, sales")) {
      try settings.service(named: "finance")
    }
  }

  @Test func findsServicesByNameWhereEachHasAHostOfItsOwn() throws {
    let settings = try settings(["--by-name", "--port-base", "8100"])
    #expect(settings.services.map(settings.host(of:)) == ["leads", "sales", "finance", "after-sales", "reporting"])
    #expect(try settings.client(of: "after-sales").address == "http://after-sales:8104")
  }

  @Test func refusesBothKindsOfBrokers() {
    #expect(throws: Failure.self) { try settings(["--kafka", "k:9092", "--broker-port", "1"]) }
  }

  @Test func makesTheKeyOnceAndForItsOwnerAlone() throws {
    #expect(try KeyFiles.makeIfMissing(data: folder.path))
    let (file, shown) = (KeyFiles.signingKey(data: folder.path), KeyFiles.keySet(data: folder.path))
    let key = try String(contentsOfFile: file, encoding: .utf8)
    #expect(try !KeyFiles.makeIfMissing(data: folder.path))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == key)
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let keySet = try String(contentsOfFile: shown, encoding: .utf8)
    #expect(!keySet.contains(#""d""#))
    // Whoever has the public half verifies and cannot sign.
    let signed = try Tokens(signingKey: key).sign(.local, at: TimeSource.system.now(), validFor: 60)
    let others = try Tokens(keySet: keySet)
    #expect(try others.verify(signed, at: TimeSource.system.now()).caller.subject == "local")
    #expect(throws: Tokens.KeyError.self) { try others.sign(.local, at: TimeSource.system.now(), validFor: 60) }
  }

  @Test func changesTheKeyStepByStep() throws {
    try KeyFiles.makeIfMissing(data: folder.path)
    let now = TimeSource.system.now()
    func sign() throws -> String {
      try #require(try KeyFiles.tokens(data: folder.path, [:])).sign(.local, at: now, validFor: 60)
    }
    func isTaken(_ token: String) throws -> Bool {
      let shown = try String(contentsOfFile: KeyFiles.keySet(data: folder.path), encoding: .utf8)
      return (try? Tokens(keySet: shown).verify(token, at: now)) != nil
    }
    let first = try sign()
    try KeyFiles.rotate(.add, data: folder.path)
    #expect(try sign().prefix { $0 != "." } == first.prefix { $0 != "." })
    try KeyFiles.rotate(.turn, data: folder.path)
    let second = try sign()
    #expect(second.prefix { $0 != "." } != first.prefix { $0 != "." })
    #expect(try isTaken(first) && isTaken(second))
    try KeyFiles.rotate(.drop, data: folder.path)
    #expect(try !isTaken(first) && isTaken(second))
    let attributes = try FileManager.default.attributesOfItem(atPath: KeyFiles.signingKey(data: folder.path))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func prefersTheGivenTokenOverTheKeptOneOverTheKey() throws {
    #expect(try settings().token() == nil)
    try KeyFiles.makeIfMissing(data: folder.path)
    let signed = try #require(try settings().token())
    let tokens = try #require(try KeyFiles.tokens(data: folder.path, [:]))
    #expect(try tokens.verify(signed, at: TimeSource.system.now()).caller.roles == [.operations, .manager])
    try "kept\n".write(toFile: "\(folder.path)/token", atomically: true, encoding: .utf8)
    #expect(try settings().token() == "kept")
    #expect(try settings(environment: ["JOINERY_TOKEN": "set"]).token() == "set")
    #expect(try settings(["--token", "given"], environment: ["JOINERY_TOKEN": "set"]).token() == "given")
  }

  @Test func givesServicesTheirPlaceAndTheKey() throws {
    for name in ["leads", "sales"] { try executable(name) }
    let outer = ["JOINERY_TOKEN": "t", "JOINERY_BUILD": "release", "JOINERY_LANGUAGE": "en", "PATH": "/bin"]
    let before = try settings(environment: outer)
    let (leads, sales) = (try before.service(named: "leads"), try before.service(named: "sales"))
    let common = [
      "JOINERY_KAFKA": "127.0.0.1:9092", "JOINERY_LANGUAGE": "en", "PATH": "/bin",
      "JOINERY_SIGN_IN_URL": "http://127.0.0.1:8101/login",
    ]
    #expect(
      Up.environment(of: leads, before)
        == common.merging([
          "JOINERY_DATA": "\(folder.path)/leads", "JOINERY_PORT": "8101",
          "JOINERY_SIGNING_KEY_FILE": KeyFiles.signingKey(data: folder.path),
        ]) { $1 })
    #expect(
      Up.environment(of: sales, before)
        == common.merging([
          "JOINERY_DATA": "\(folder.path)/sales", "JOINERY_PORT": "8102",
          "JOINERY_JWKS_FILE": KeyFiles.keySet(data: folder.path), "JOINERY_PUBLIC_URL": "http://127.0.0.1:8102",
        ]) { $1 })
    let own = Up.environment(of: sales, try settings(environment: ["JOINERY_JWT_SECRET": "mine"]))
    #expect(own["JOINERY_JWKS_FILE"] == nil && own["JOINERY_JWT_SECRET"] == "mine")
    // What leads alone reads the others must not be given.
    let key = ["JOINERY_SIGNING_KEY_FILE": "/k", "JOINERY_TOKEN_DAYS": "365"]
    let given = try settings(environment: key)
    #expect(Up.environment(of: leads, given).filter { key[$0.key] != nil } == key)
    let others = Up.environment(of: sales, given)
    #expect(others.filter { key[$0.key] != nil }.isEmpty)
    #expect(others["JOINERY_JWKS_URL"] == "http://127.0.0.1:8101/.well-known/jwks.json")
  }

  @Test func refusesAFolderInUse() throws {
    let first = try OwnedFolder(folder.path)
    #expect(throws: Failure.self) { _ = try OwnedFolder(folder.path) }
    _ = consume first
    _ = try OwnedFolder(folder.path)
  }

  @Test(arguments: [("manager", [Role.manager]), ("net-sales,shop", [.netSales, .shop])])
  func readsRoles(_ text: String, roles: [Role]) throws {
    #expect(try TokenCommand.roles(text) == Set(roles))
  }

  @Test(arguments: [nil, "", "boss"])
  func refusesOtherRoles(_ text: String?) {
    #expect(throws: Failure.self) { try TokenCommand.roles(text) }
  }

  private func settings(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Settings {
    var settings = try Settings(
      Arguments(arguments, of: Settings.options), executables: folder.path, environment: environment)
    settings.data = folder.path
    return settings
  }

  private func executable(_ name: String) throws {
    let made = FileManager.default.createFile(
      atPath: "\(folder.path)/\(name)", contents: nil, attributes: [.posixPermissions: 0o755])
    #expect(made)
  }
}
