import ConsoleKit
import Contracts
import FoundationEssentials
import Glibc
import Kafka
import Kernel
import Messaging
import Persistence

/// Puts a whole backup in the place of the present stores (`Shared/Messaging/README.md#backup-and-restore`). Until
/// everything has been checked and unpacked, nothing of the present stores is touched; then they are moved aside, not
/// deleted.
enum Restore {
  static let command = Subcommand(
    name: "restore", forms: ["--from DIR [--topics-lost]"],
    summary: "Put all stores of a backup back, each under a new epoch; the suite must not run.",
    options: [
      Option("from", "DIR", "the backup's folder, or one with a single backup in it"),
      Option("topics-lost", nil, "the brokers of --kafka are lost: do not look for epochs in their topics"),
    ],
    body: .blocking { arguments, settings in
      try arguments.expect()
      guard let from = arguments.text("from"), !from.isEmpty else { throw Failure("--from DIR is missing") }
      try run(settings, from: try backup(in: from), topicsLost: arguments.has("topics-lost"))
      return 0
    })

  /// Stands in the data folder while stores are exchanged: a suite half of which was put back must not run.
  static func mark(_ settings: Settings) -> String { "\(settings.data)/restore.unfinished" }

  private static func backup(in folder: String) throws -> String {
    if access("\(folder)/\(BackupManifest.name)", F_OK) == 0 { return folder }
    let inside = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      .map { "\(folder)/\($0)" }.filter { access("\($0)/\(BackupManifest.name)", F_OK) == 0 }
    guard inside.count <= 1 else {
      throw Failure("\(folder) has several backups: give one of \(inside.joined(separator: ", ")) with --from")
    }
    return inside.first ?? folder
  }

  /// A store on its way from the backup into its place.
  private struct Place {
    let stored: BackupManifest.Store
    let service: KnownService
    let folder: String
    var unpacked: String { "\(folder)/restoring.sqlite" }
    var target: String { "\(folder)/\(service.store)" }
  }

  static func run(_ settings: Settings, from folder: String, topicsLost: Bool) throws {
    let manifest = try BackupManifest.read(from: folder)
    let places = try manifest.stores.map { stored in
      guard let service = KnownService.all.first(where: { $0.name == stored.service }), service.file == stored.file,
        service.source == stored.content.source
      else { throw Failure("\(folder) has a store of '\(stored.service)', which this joinery does not know") }
      return Place(stored: stored, service: service, folder: "\(settings.data)/\(service.name)")
    }
    // Whose stores are there and not in the backup: they cannot stay beside the others.
    let others = KnownService.all.filter { service in
      !places.contains { $0.service == service }
        && access("\(settings.data)/\(service.name)/\(service.store)", F_OK) == 0
    }
    try withExtendedLifetime(OwnedFolder(settings.data)) {
      try withOwned((places.map(\.service) + others).map { "\(settings.data)/\($0.name)" }[...]) {
        try exchange(settings, folder, places, others, topicsLost: topicsLost)
      }
    }
    let events = manifest.stores.reduce(0) { $0 + $1.content.position }
    Terminal.print(
      "\(places.count) stores with \(events) events are back as they were at \(manifest.createdAt); start the suite "
        + "and run 'joinery verify'. What topics hold of the time since is left; the ERP's orders of that time come in "
        + "again")
  }

  /// Holds the locks of all stores: none of them may be in use.
  private static func withOwned(_ folders: ArraySlice<String>, _ body: () throws -> Void) throws {
    guard let folder = folders.first else { return try body() }
    try Folder.make(folder, mode: 0o700)
    let lock: StoreLock
    do {
      lock = try StoreLock(folder: folder)
    } catch {
      throw Failure("\(error); stop the suite before a restore")
    }
    try withOwned(folders.dropFirst(), body)
    _ = consume lock
  }

  private static func exchange(
    _ settings: Settings, _ folder: String, _ places: [Place], _ others: [KnownService], topicsLost: Bool
  ) throws {
    let bar = ProgressBar("restore", total: 2 * places.count)
    defer { for place in places { removeStore(place.unpacked) } }
    for place in places {
      try unpack(place, from: folder)
      bar.advance()
    }
    let differences = try BackupStore.differences(among: places.map { ($0.service.source, $0.unpacked) })
    guard differences.isEmpty else {
      throw Failure("the backup's stores are not of one moment: \(differences.prefix(3).joined(separator: "; "))")
    }
    let left = try epochsInTopics(settings, places.compactMap(\.service.source), topicsLost: topicsLost)
    let now = TimeSource.system.now()
    var random = SystemRandomNumberGenerator()
    let epochs = places.map { BackupStore.Epochs(old: $0.stored.content.epoch, new: uuidv7(at: now, using: &random)) }
    var sources: [Source: BackupStore.Epochs] = [:]
    for (place, own) in zip(places, epochs) {
      if let source = place.service.source { sources[source] = own }
    }
    for (place, own) in zip(places, epochs) {
      try BackupStore.restart(
        place.unpacked, epoch: own.new, sources: sources, left: place.service.source.flatMap { left[$0] } ?? [], at: now
      )
      try syncFile(place.unpacked)
    }
    try ErasedIDs.merge(from: folder, into: settings.data)
    // From here on the present stores are touched.
    unlink(mark(settings))
    try DurableFile.write(Array("\(folder)\n".utf8), to: mark(settings))
    let aside = "replaced-" + now.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    for service in others {
      try moveAside(service, "\(settings.data)/\(service.name)", aside)
      Terminal.note("joinery: the backup has no store of \(service.name): it begins anew")
    }
    for place in places {
      try moveAside(place.service, place.folder, aside)
      guard rename(place.unpacked, place.target) == 0 else {
        throw Failure("\(place.target) cannot be put there: \(String(cString: strerror(errno)))")
      }
      try DurableFile.syncFolder(place.folder)
      bar.advance()
    }
    unlink(mark(settings))
    bar.finish()
  }

  private static func unpack(_ place: Place, from folder: String) throws {
    removeStore(place.unpacked)
    let path = "\(folder)/\(place.stored.file)"
    let packed = try PackedStore(path, unpackedTo: place.unpacked)
    guard packed.sha256 == place.stored.sha256, packed.bytes == place.stored.bytes,
      packed.storeBytes == place.stored.storeBytes
    else { throw Failure("\(path) is damaged: its checksum or size is not the one in \(BackupManifest.name)") }
    let content: BackupStore
    do {
      content = try BackupStore(of: place.unpacked, source: place.service.source)
    } catch {
      throw Failure("\(path) is damaged: \(error)")
    }
    guard content == place.stored.content else {
      throw Failure("\(path) is not the store that \(BackupManifest.name) tells of")
    }
  }

  /// Under which epochs the topics were written since: the restored stores must know them as left, or their relays
  /// would take the topics for somebody else's. An embedded broker that does not run has lost its topics.
  private static func epochsInTopics(
    _ settings: Settings, _ sources: [Source], topicsLost: Bool
  ) throws -> [Source: Set<String>] {
    guard !topicsLost, settings.kafka != nil || !LocalPort.isFree(settings.brokerPort) else { return [:] }
    var found: [Source: Set<String>] = [:]
    let client = try KafkaProducer(try settings.kafkaConfiguration())
    for source in sources {
      do throws(BrokerError) {
        found[source] = try OwnTopic.epochs(of: source, client)
      } catch .unknownTopic {
        continue
      } catch {
        throw Failure(
          "\(error); the epochs in \(source.topic) have to be noted: start the brokers at \(settings.brokers), or say "
            + "--topics-lost where they will never come back with these topics")
      }
    }
    return found
  }

  private static func moveAside(_ service: KnownService, _ folder: String, _ aside: String) throws {
    guard access("\(folder)/\(service.store)", F_OK) == 0 else { return }
    try Folder.make("\(folder)/\(aside)", mode: 0o700)
    for suffix in ["", "-wal", "-shm"] {
      let path = "\(folder)/\(service.store)\(suffix)"
      guard rename(path, "\(folder)/\(aside)/\(service.store)\(suffix)") == 0 || errno == ENOENT else {
        throw Failure("\(path) cannot be moved aside: \(String(cString: strerror(errno)))")
      }
    }
  }

  private static func removeStore(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }

  private static func syncFile(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure("\(path) cannot be read: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    try DurableFile.sync(file, path)
  }
}
