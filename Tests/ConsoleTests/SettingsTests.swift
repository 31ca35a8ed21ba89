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
    #expect(try SigningKey.makeIfMissing(data: folder.path))
    let key = try String(contentsOfFile: SigningKey.path(data: folder.path), encoding: .utf8)
    #expect(try !SigningKey.makeIfMissing(data: folder.path))
    #expect(try String(contentsOfFile: SigningKey.path(data: folder.path), encoding: .utf8) == key)
    #expect(key.trimmed.utf8.count == 64)
    let attributes = try FileManager.default.attributesOfItem(atPath: SigningKey.path(data: folder.path))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func prefersTheGivenTokenOverTheKeptOneOverTheKey() throws {
    #expect(try settings().token() == nil)
    _ = try SigningKey.makeIfMissing(data: folder.path)
    let signed = try #require(try settings().token())
    let tokens = try #require(try SigningKey.tokens(data: folder.path, [:]))
    #expect(try tokens.verify(signed, at: TimeSource.system.now()).caller.roles == [.operations, .manager])
    try "kept\n".write(toFile: "\(folder.path)/token", atomically: true, encoding: .utf8)
    #expect(try settings().token() == "kept")
    #expect(try settings(environment: ["JOINERY_TOKEN": "set"]).token() == "set")
    #expect(try settings(["--token", "given"], environment: ["JOINERY_TOKEN": "set"]).token() == "given")
  }

  @Test func givesServicesTheirPlaceAndTheKey() throws {
    try executable("leads")
    let outer = ["JOINERY_TOKEN": "t", "JOINERY_BUILD": "release", "JOINERY_LANGUAGE": "en", "PATH": "/bin"]
    let before = try settings(environment: outer)
    let leads = try before.service(named: "leads")
    #expect(
      Up.environment(of: leads, before) == [
        "JOINERY_DATA": "\(folder.path)/leads", "JOINERY_PORT": "8101", "JOINERY_KAFKA": "127.0.0.1:9092",
        "JOINERY_LANGUAGE": "en", "PATH": "/bin", "JOINERY_SIGN_IN_URL": "http://127.0.0.1:8101/login",
      ])
    _ = try SigningKey.makeIfMissing(data: folder.path)
    #expect(Up.environment(of: leads, before)["JOINERY_JWT_SECRET_FILE"] == SigningKey.path(data: folder.path))
    let own = try settings(environment: ["JOINERY_JWT_SECRET": "mine"])
    #expect(Up.environment(of: leads, own)["JOINERY_JWT_SECRET_FILE"] == nil)
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
