import ConsoleKit
import Contracts
import Glibc
import Kafka
import Kernel
import Messaging
import Persistence

/// Puts stores that were unpacked or rebuilt into their places, each under a new epoch that the others know of, and with
/// the epochs that its topic holds as left (`Shared/Messaging/README.md#backup-and-restore`). Nothing of the present
/// stores is touched before all is there; then they are moved aside, not deleted.
struct StoreExchange {
  /// A store on its way into its place.
  struct Place {
    let service: KnownService
    let folder: String
    /// Beside its place.
    let unpacked: String
    /// Under which it was written so far.
    let epoch: String
    let newEpoch: String

    var target: String { "\(folder)/\(service.store)" }
  }

  let settings: Settings
  let places: [Place]
  /// Whose stores are there and have none to put in their place.
  let others: [KnownService]
  /// For the words that stay when it is interrupted.
  let origin: String

  /// Stands in the data folder while stores are exchanged: a suite half of which was put back must not run.
  static func mark(_ settings: Settings) -> String { "\(settings.data)/restore.unfinished" }

  func run(topicsLost: Bool, erased: () throws -> Void, _ bar: ProgressBar) throws {
    let differences = try BackupStore.differences(among: places.map { ($0.service.source, $0.unpacked) })
    guard differences.isEmpty else {
      throw Failure("the stores are not of one moment: \(differences.prefix(3).joined(separator: "; "))")
    }
    let left = try epochsInTopics(topicsLost: topicsLost)
    let now = TimeSource.system.now()
    var sources: [Source: BackupStore.Epochs] = [:]
    for place in places {
      if let source = place.service.source {
        sources[source] = BackupStore.Epochs(old: place.epoch, new: place.newEpoch)
      }
    }
    for place in places {
      try BackupStore.restart(
        place.unpacked, epoch: place.newEpoch, sources: sources,
        left: place.service.source.flatMap { left[$0] } ?? [], at: now)
      try Self.syncFile(place.unpacked)
    }
    try erased()
    // From here on the present stores are touched.
    let mark = Self.mark(settings)
    unlink(mark)
    try DurableFile.write(Array("\(origin)\n".utf8), to: mark)
    let aside = "replaced-" + now.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    for service in others {
      try Self.moveAside(service, "\(settings.data)/\(service.name)", aside)
      Terminal.note("joinery: there is no store of \(service.name) in \(origin): it begins anew")
    }
    for place in places {
      try Self.moveAside(place.service, place.folder, aside)
      try Self.put(place.unpacked, at: place.target, in: place.folder)
      bar.advance()
    }
    unlink(mark)
    bar.finish()
  }

  static func put(_ unpacked: String, at target: String, in folder: String) throws {
    guard rename(unpacked, target) == 0 else {
      throw Failure("\(target) cannot be put there: \(String(cString: strerror(errno)))")
    }
    try DurableFile.syncFolder(folder)
  }

  /// Holds the locks of all stores: none of them may be in use.
  static func withOwned(_ folders: ArraySlice<String>, _ body: () throws -> Void) throws {
    guard let folder = folders.first else { return try body() }
    try Folder.make(folder, mode: 0o700)
    let lock: StoreLock
    do {
      lock = try StoreLock(folder: folder)
    } catch {
      throw Failure("\(error); stop the suite before")
    }
    try withOwned(folders.dropFirst(), body)
    _ = consume lock
  }

  /// Under which epochs the topics were written since: the stores must know them as left, or their relays would take the
  /// topics for somebody else's. An embedded broker that does not run has lost its topics.
  private func epochsInTopics(topicsLost: Bool) throws -> [Source: Set<String>] {
    guard !topicsLost, settings.kafka != nil || !LocalPort.isFree(settings.brokerPort) else { return [:] }
    var found: [Source: Set<String>] = [:]
    let client = try KafkaProducer(try settings.kafkaConfiguration())
    for source in places.compactMap(\.service.source) {
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

  static func removeStore(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }

  private static func syncFile(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure("\(path) cannot be read: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    try DurableFile.sync(file, path)
  }
}
