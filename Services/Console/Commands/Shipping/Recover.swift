import ConsoleKit
import Glibc
import Kernel
import Messaging
import Persistence
import Shipping

/// Rebuilds stores from where they were shipped to (`Shared/Shipping/README.md#recovery`).
enum Recover {
  static let command = Subcommand(
    name: "recover", forms: ["--from DESTINATION [--topics-lost]", "--from DESTINATION --service NAME"],
    summary:
      "Rebuild the stores of a lost machine from where they were shipped to; the old machine is refused from then on.",
    options: [
      ShippedFrom.option,
      Option("service", "NAME", "only this one, whose store was lost while the others are whole"),
      Option("topics-lost", nil, "the brokers of --kafka are lost: do not look for epochs in their topics"),
    ],
    body: .blocking { arguments, settings in
      try arguments.expect()
      let destination = try ShippedFrom.destination(arguments, settings.environment)
      if let name = arguments.text("service") {
        try one(try settings.service(named: name), settings, destination)
      } else {
        try all(settings, destination, topicsLost: arguments.has("topics-lost"))
      }
      return 0
    })

  /// A store that is rebuilt, and what its log says of it.
  private struct Rebuilt {
    let service: KnownService
    var follower: Follower
    let newEpoch: String

    var folder: String { follower.path.lastIndex(of: "/").map { String(follower.path[..<$0]) } ?? "." }
  }

  static func all(_ settings: Settings, _ destination: any Destination, topicsLost: Bool) throws {
    let begun = ContinuousClock.now
    let now = TimeSource.system.now()
    var random = SystemRandomNumberGenerator()
    try withExtendedLifetime(OwnedFolder(settings.data)) {
      try StoreExchange.withOwned(KnownService.all.map { "\(settings.data)/\($0.name)" }[...]) {
        for service in KnownService.all { try expectNone(service, settings) }
        let bar = ProgressBar("recover", total: 3 * KnownService.all.count)
        var rebuilt: [Rebuilt] = []
        for service in KnownService.all {
          var follower = service.follower(of: destination, in: settings.data)
          try catchUp(&follower, service, bar)
          rebuilt.append(Rebuilt(service: service, follower: follower, newEpoch: uuidv7(at: now, using: &random)))
          bar.advance()
        }
        // Whoever still writes is refused from here on; what it has put there meanwhile is read.
        for index in rebuilt.indices { try claim(&rebuilt[index].follower, epoch: rebuilt[index].newEpoch) }
        let places = try rebuilt.map { try place($0, bar) }
        let exchange = StoreExchange(settings: settings, places: places, others: [], origin: destination.name)
        try exchange.run(topicsLost: topicsLost, erased: { try noteErased(places, settings) }, bar)
        for one in rebuilt { tell(one.service, one.follower) }
      }
    }
    Terminal.print(
      "\(KnownService.all.count) stores are rebuilt from \(destination.name) in \(seconds(since: begun)) s; start the suite "
        + "and run 'joinery verify'. Whoever wrote them before is refused")
  }

  /// Beside others that are whole its epoch stays: nothing that they know of it is missing.
  private static func one(_ service: KnownService, _ settings: Settings, _ destination: any Destination) throws {
    let begun = ContinuousClock.now
    let folder = "\(settings.data)/\(service.name)"
    try StoreExchange.withOwned([folder]) {
      try expectNone(service, settings)
      var follower = service.follower(of: destination, in: settings.data)
      let bar = ProgressBar("recover", total: 2)
      try catchUp(&follower, service, bar)
      bar.advance()
      guard let epoch = follower.progress?.epoch else { return }
      try claim(&follower, epoch: epoch)
      try follower.release()
      _ = try content(of: follower.path, service)
      if service.source == .leads { try ErasedIDs.add(try BackupStore.erased(in: follower.path), to: settings.data) }
      try StoreExchange.put(follower.path, at: "\(folder)/\(service.store)", in: folder)
      bar.advance()
      bar.finish()
      tell(service, follower)
    }
    Terminal.print(
      "the store of \(service.name) is rebuilt from \(destination.name) in \(seconds(since: begun)) s; start it and run "
        + "'joinery verify'")
  }

  // MARK: Steps

  private static func expectNone(_ service: KnownService, _ settings: Settings) throws {
    let path = "\(settings.data)/\(service.name)/\(service.store)"
    guard access(path, F_OK) != 0 else {
      throw Failure(
        "\(path) is there already: a store is never written over. Move it aside, or give an empty folder with --data")
    }
  }

  private static func catchUp(_ follower: inout Follower, _ service: KnownService, _ bar: ProgressBar) throws {
    try follower.catchUp()
    guard follower.progress != nil else {
      throw Failure(
        "\(follower.log.destination.name) has no log of \(service.name): is it the destination of this suite?")
    }
  }

  private static func claim(_ follower: inout Follower, epoch: String) throws {
    guard let progress = follower.progress else { return }
    let last = try follower.log.entry(progress.number)
    // A closure cannot change what is lent to its caller.
    var local = follower
    let (_, _) = try follower.log.claim(
      epoch: epoch, by: Shipper.name, at: TimeSource.system.now(), after: last
    ) { try local.apply($0) }
    follower = local
  }

  private static func place(_ rebuilt: Rebuilt, _ bar: ProgressBar) throws -> StoreExchange.Place {
    var follower = rebuilt.follower
    try follower.release()
    let content = try content(of: follower.path, rebuilt.service)
    bar.advance()
    return StoreExchange.Place(
      service: rebuilt.service, folder: rebuilt.folder, unpacked: follower.path, epoch: content.epoch,
      newEpoch: rebuilt.newEpoch)
  }

  private static func content(of path: String, _ service: KnownService) throws -> BackupStore {
    do {
      return try BackupStore(of: path, source: service.source)
    } catch {
      throw Failure("what was shipped of \(service.name) is damaged: \(error); use a backup ('joinery restore')")
    }
  }

  private static func noteErased(_ places: [StoreExchange.Place], _ settings: Settings) throws {
    for place in places where place.service.source == .leads {
      try ErasedIDs.add(try BackupStore.erased(in: place.unpacked), to: settings.data)
    }
  }

  private static func tell(_ service: KnownService, _ follower: Follower) {
    guard let progress = follower.progress else { return }
    Terminal.print(
      "\(service.name.padding(12)) \(progress.position) events, last change shipped at \(progress.time), "
        + "\(follower.entriesApplied) entries read")
  }

  static func seconds(since begun: ContinuousClock.Instant) -> String {
    let (seconds, attoseconds) = (ContinuousClock.now - begun).components
    return "\(seconds).\(attoseconds / 100_000_000_000_000_000)"
  }
}
