import ConsoleKit
import FoundationEssentials
import Glibc
import Kernel
import Messaging

/// Puts a whole backup in the place of the present stores (`Shared/Messaging/README.md#backup-and-restore`), once
/// everything has been checked and unpacked.
enum Restore {
  static let command = Subcommand(
    name: "restore", forms: ["--from DIR [--topics-lost]", "--from FILE.tar.age --identity KEY [--topics-lost]"],
    summary: "Put all stores of a backup back, each under a new epoch; the suite must not run.",
    options: [
      Option("from", "DIR", "the backup's folder, or one with a single backup in it, or an encrypted backup"),
      Option("identity", "FILE", "the private key that an encrypted backup is decrypted with (age, ssh)"),
      Option("topics-lost", nil, "the brokers of --kafka are lost: do not look for epochs in their topics"),
    ],
    body: .blocking { arguments, settings in
      try arguments.expect()
      guard let from = arguments.text("from"), !from.isEmpty else { throw Failure("--from DIR is missing") }
      guard from.hasSuffix(BackupKeeping.suffix) else {
        try run(settings, from: try backup(in: from), topicsLost: arguments.has("topics-lost"))
        return 0
      }
      guard let identity = arguments.text("identity") else {
        throw Failure("\(from) is encrypted: --identity FILE, the private key, is missing")
      }
      try Folder.make(settings.data)
      let folder = "\(settings.data)/decrypted"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try? FileManager.default.removeItem(atPath: folder)
      try BackupKeeping.decrypt(from, identity: identity, into: folder, settings.environment)
      try run(settings, from: try backup(in: folder), topicsLost: arguments.has("topics-lost"))
      return 0
    })

  private static func backup(in folder: String) throws -> String {
    if access("\(folder)/\(BackupManifest.name)", F_OK) == 0 { return folder }
    let inside = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      .map { "\(folder)/\($0)" }.filter { access("\($0)/\(BackupManifest.name)", F_OK) == 0 }
    guard inside.count <= 1 else {
      throw Failure("\(folder) has several backups: give one of \(inside.joined(separator: ", ")) with --from")
    }
    return inside.first ?? folder
  }

  static func run(_ settings: Settings, from folder: String, topicsLost: Bool) throws {
    let manifest = try BackupManifest.read(from: folder)
    let now = TimeSource.system.now()
    var random = SystemRandomNumberGenerator()
    let places = try manifest.stores.map { stored in
      guard let service = KnownService.all.first(where: { $0.name == stored.service }), service.file == stored.file,
        service.source == stored.content.source
      else { throw Failure("\(folder) has a store of '\(stored.service)', which this joinery does not know") }
      let own = "\(settings.data)/\(service.name)"
      return StoreExchange.Place(
        service: service, folder: own, unpacked: "\(own)/restoring.sqlite", epoch: stored.content.epoch,
        newEpoch: uuidv7(at: now, using: &random))
    }
    // Whose stores are there and not in the backup: they cannot stay beside the others.
    let others = KnownService.all.filter { service in
      !places.contains { $0.service == service }
        && access("\(settings.data)/\(service.name)/\(service.store)", F_OK) == 0
    }
    let exchange = StoreExchange(settings: settings, places: places, others: others, origin: folder)
    try withExtendedLifetime(OwnedFolder(settings.data)) {
      try StoreExchange.withOwned((places.map(\.service) + others).map { "\(settings.data)/\($0.name)" }[...]) {
        let bar = ProgressBar("restore", total: 2 * places.count)
        defer { for place in places { StoreExchange.removeStore(place.unpacked) } }
        for (place, stored) in zip(places, manifest.stores) {
          try unpack(stored, to: place, from: folder)
          bar.advance()
        }
        try exchange.run(
          topicsLost: topicsLost, erased: { try ErasedIDs.merge(from: folder, into: settings.data) }, bar)
      }
    }
    let events = manifest.stores.reduce(0) { $0 + $1.content.position }
    Terminal.print(
      "\(places.count) stores with \(events) events are back as they were at \(manifest.createdAt); start the suite "
        + "and run 'joinery verify'. What topics hold of the time since is left; the ERP's orders of that time come in "
        + "again")
  }

  private static func unpack(
    _ stored: BackupManifest.Store, to place: StoreExchange.Place, from folder: String
  ) throws {
    StoreExchange.removeStore(place.unpacked)
    let path = "\(folder)/\(stored.file)"
    let packed = try PackedStore(path, unpackedTo: place.unpacked)
    guard packed.sha256 == stored.sha256, packed.bytes == stored.bytes, packed.storeBytes == stored.storeBytes
    else { throw Failure("\(path) is damaged: its checksum or size is not the one in \(BackupManifest.name)") }
    let content: BackupStore
    do {
      content = try BackupStore(of: place.unpacked, source: place.service.source)
    } catch {
      throw Failure("\(path) is damaged: \(error)")
    }
    guard content == stored.content else {
      throw Failure("\(path) is not the store that \(BackupManifest.name) tells of")
    }
  }
}
