import ConsoleKit
import Contracts
import FoundationEssentials
import Glibc
import JSON
import Kernel
import Messaging
import ServiceRuntime

/// Copies all stores of the running suite at one moment (`Shared/Messaging/README.md#backup-and-restore`).
enum Backup {
  static let command = Subcommand(
    name: "backup", forms: ["--to DIR [--keep-days N]", "[--to DIR] --every DURATION [--keep-days N]"],
    summary: "Copy all stores of the running suite at one moment, compressed and checked, with checksums.",
    options: [
      Option(
        "to", "DIR",
        "the backup's folder, made when missing; one that has other things in it gets a folder for each backup "
          + "(default JOINERY_BACKUP_TO)"),
      Option(
        "every", "DURATION",
        "go on, with a backup as often as this (24h, 90m) in a folder of its own (default JOINERY_BACKUP_EVERY, where no "
          + "--to is given)"),
      Option(
        "keep-days", "N",
        "remove backups beside it that are older, the newest never (with --every by default JOINERY_BACKUP_KEEP_DAYS, 14)"
      ),
      Option("json", nil, "print the manifest"),
    ],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      if let schedule = try BackupSchedule(arguments, settings.environment) {
        try await schedule.run(settings)
        return 0
      }
      guard let to = arguments.text("to") ?? settings.environment["JOINERY_BACKUP_TO"], !to.isEmpty else {
        throw Failure("--to DIR is missing")
      }
      let new = try folder(to, at: TimeSource.system.now())
      let (manifest, folder) = try await run(settings, to: new)
      if arguments.has("json") {
        Terminal.print(String(decoding: try manifest.encoded(), as: UTF8.self).trimmed)
      } else {
        let packed = manifest.stores.reduce(0) { $0 + $1.bytes }
        Terminal.print(
          "\(folder): \(manifest.stores.count) stores of one moment, \(megabytes(packed)) MB, checked; "
            + "'joinery restore --from \(folder)' puts them back")
      }
      return 0
    })

  /// Where this backup goes: an empty or new folder becomes it, another gets one of its own.
  static func folder(_ to: String, at now: Instant) throws -> String {
    try Folder.make(to, mode: 0o700)
    let content = try FileManager.default.contentsOfDirectory(atPath: to)
    guard !content.isEmpty else { return to }
    guard !content.contains(BackupManifest.name) else {
      throw Failure("\(to) is a backup already; give another folder with --to")
    }
    return try ownFolder(in: to, at: now)
  }

  /// A new folder for one of several backups, named by its time: 2026-11-24T03:00:00.000Z → joinery-20261124T030000Z
  static func ownFolder(in to: String, at now: Instant) throws -> String {
    let stamp = now.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    let own = "\(to)/joinery-\(stamp)"
    guard mkdir(own, 0o700) == 0 else {
      throw Failure("\(own) cannot be made: \(String(cString: strerror(errno))); give another folder with --to")
    }
    return own
  }

  /// Makes a backup in an empty folder, and has it kept as the environment says; gives where it is then.
  static func run(
    _ settings: Settings, to folder: String
  ) async throws -> (manifest: BackupManifest, kept: String) {
    let keeping = try BackupKeeping(settings.environment)
    let services = settings.services
    guard !services.isEmpty else { throw Failure("no service is built beside joinery in \(settings.executables)") }
    let begun = TimeSource.system.now()
    let clients = try settings.clients(of: services, roles: [.operations], connections: services.count + 1)
    let bar = ProgressBar("backup", total: 2 * services.count)
    let manifest: BackupManifest
    do {
      try await copy(clients, to: folder, bar)
      let (stores, erased) = try check(services, in: folder, bar)
      bar.finish()
      manifest = BackupManifest(createdAt: begun.description, version: Version.current, stores: stores)
      try ErasedIDs.copy(from: settings.data, and: erased, to: folder)
      try manifest.write(to: folder)
    } catch {
      // Without a manifest they are no backup, only in the way of the next.
      for service in services { unlink("\(folder)/\(service.file)") }
      unlink("\(folder)/\(ErasedIDs.name)")
      rmdir(folder)
      throw error
    }
    // One that could not be kept as it should be counts as none, and stays where it is.
    let kept = try await keeping?.keep(folder) ?? folder
    await note(manifest, clients)
    return (manifest, kept)
  }

  /// The services tell the age of their last backup. One that cannot be told is no reason to throw the backup away.
  private static func note(_ manifest: BackupManifest, _ clients: [ServiceClient]) async {
    let body: JSON = ["createdAt": .string(manifest.createdAt)]
    for client in clients {
      do {
        try await client.send("POST", "/ops/backup/completed", body: body.bytes)
      } catch {
        Terminal.note("joinery: \(client.name) does not know of this backup: \(error)")
      }
    }
  }

  /// Pauses all relays, has all stores copied, and lets the relays go on once the last copy is made: the stores come
  /// over the wire meanwhile.
  private static func copy(_ clients: [ServiceClient], to folder: String, _ bar: ProgressBar) async throws {
    let leases = try await Leases.take(of: clients)
    let copied = Latest(0)
    let renewing = Task {
      while true {
        // Twice in vain, and the lease still stands.
        try await Task.sleep(for: .seconds(Lease.limit / 3))
        try await leases.renew()
      }
    }
    defer { renewing.cancel() }
    do {
      let (made, continuation) = AsyncStream.makeStream(of: Void.self)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (client, lease) in leases.all {
          group.addTask {
            try await download(client, lease, to: folder) {
              bar.advance()
              let isLast = copied.update { count in
                count += 1
                return count == clients.count
              }
              if isLast { continuation.finish() }
            }
          }
        }
        group.addTask {
          for await _ in made {}
          try Task.checkCancellation()
          renewing.cancel()
          try await leases.release()
        }
        try await group.waitForAll()
      }
    } catch {
      await leases.giveUp()
      throw error
    }
  }

  private static func download(
    _ client: ServiceClient, _ lease: String, to folder: String, begun: @escaping @Sendable () -> Void
  ) async throws {
    guard let service = KnownService.all.first(where: { $0.name == client.name }) else { return }
    let path = "\(folder)/\(service.file)"
    let file = try DurableFile.create(path)
    defer { close(file) }
    // The first bytes tell that the copy is made.
    let hasBegun = Latest(false)
    try await client.download("POST", "/ops/backup?lease=\(lease)", to: file, seconds: 3600) { _ in
      let isFirst = hasBegun.update { value in
        defer { value = true }
        return !value
      }
      if isFirst { begun() }
    }
    try DurableFile.sync(file, path)
  }

  /// Unpacks each copy as a restore would, and looks whether they are whole and fit together. Gives besides whom leads has
  /// erased.
  private static func check(
    _ services: [KnownService], in folder: String, _ bar: ProgressBar
  ) throws -> (stores: [BackupManifest.Store], erased: [ID<Customer>]) {
    var stores: [BackupManifest.Store] = []
    var erased: [ID<Customer>] = []
    let scratch = services.map { (source: $0.source, path: "\(folder)/\($0.name).check") }
    defer {
      for (_, path) in scratch { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }
    }
    for (service, unpacked) in zip(services, scratch) {
      let packed = try PackedStore("\(folder)/\(service.file)", unpackedTo: unpacked.path)
      let content: BackupStore
      do {
        content = try BackupStore(of: unpacked.path, source: service.source)
        if service.source == .leads { erased = try BackupStore.erased(in: unpacked.path) }
      } catch {
        throw Failure("the copy of \(service.name) is damaged: \(error)")
      }
      stores.append(
        BackupManifest.Store(
          service: service.name, file: service.file, bytes: packed.bytes, sha256: packed.sha256,
          storeBytes: packed.storeBytes, content: content))
      bar.advance()
    }
    let differences = try BackupStore.differences(among: scratch)
    guard differences.isEmpty else {
      throw Failure(
        "the copies are not of one moment: \(differences.prefix(3).joined(separator: "; ")); run 'joinery verify'")
    }
    return (stores, erased)
  }

  static func megabytes(_ bytes: Int64) -> String {
    let tenths = (bytes * 10 + 500_000) / 1_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension KnownService {
  /// Its store in a backup.
  var file: String { "\(name).sqlite.gz" }

  /// Its store in its folder.
  var store: String { "\(source?.rawValue ?? name).sqlite" }
}

/// The pauses of all services.
private struct Leases: Sendable {
  let all: [(client: ServiceClient, lease: String)]

  /// Takes them all, or none.
  static func take(of clients: [ServiceClient]) async throws -> Leases {
    var taken: [(client: ServiceClient, lease: String)] = []
    for client in clients {
      do {
        let lease: BackupLease = try await client.post("/ops/backup/lease")
        taken.append((client, lease.lease))
      } catch {
        await Leases(all: taken).giveUp()
        throw error
      }
    }
    return Leases(all: taken)
  }

  func renew() async throws {
    for (client, lease) in all {
      let _: BackupLease = try await client.post("/ops/backup/lease", ["lease": .string(lease)])
    }
  }

  /// Throws where one has ended before: its service has published, or has been restarted, since.
  func release() async throws {
    var failure: (any Error)?
    for (client, lease) in all {
      do {
        try await client.send("POST", "/ops/backup/lease/\(lease)/release", body: JSON.object([]).bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  func giveUp() async { try? await release() }
}
