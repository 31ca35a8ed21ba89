import ConsoleKit
import Glibc
import Kernel
import Persistence
import Shipping
import Synchronization

/// Follows the logs of all stores, so that another machine can take over at once
/// (`Shared/Shipping/README.md#recovery`).
enum Standby {
  static let command = Subcommand(
    name: "standby", forms: ["--from DESTINATION [--metrics FILE]"],
    summary: "Keep the stores ready on another machine by following where they are shipped to, until Ctrl-C.",
    options: [
      ShippedFrom.option,
      Option("metrics", "FILE", "write how far it is behind there, for node_exporter's textfile collector"),
    ],
    body: .blocking { arguments, settings in
      try arguments.expect()
      let destination = try ShippedFrom.destination(arguments, settings.environment)
      try run(settings, destination, metrics: arguments.text("metrics"))
      return 0
    })

  /// How far one service is, as last seen.
  private struct Lag {
    /// When there was nothing more to read; nil before the first time.
    var level: Instant?
    var failure: String?
  }

  private static func run(_ settings: Settings, _ destination: any Destination, metrics: String?) throws {
    let services = KnownService.all
    for service in services { try Folder.make("\(settings.data)/\(service.name)", mode: 0o700) }
    let mark = try StandbyMark(settings.data)
    defer { withExtendedLifetime(mark) {} }
    for service in services where access("\(settings.data)/\(service.name)/\(service.store)", F_OK) == 0 {
      throw Failure(
        "\(settings.data)/\(service.name)/\(service.store) is there already: a standby keeps its stores in a folder of its "
          + "own; give another with --data")
    }
    let signals = blockedSignals()
    var followers = services.map { $0.follower(of: destination, in: settings.data) }
    var lags = [Lag](repeating: Lag(), count: services.count)
    Terminal.note("joinery: following \(services.map(\.name).joined(separator: ", ")) from \(destination.name)")
    let pause = destination.name.hasPrefix("s3://") ? 1_000 : 200
    var told = ContinuousClock.now - .seconds(3600)
    while true {
      for index in services.indices {
        let before = followers[index].progress
        do {
          try followers[index].catchUp()
          lags[index].level = followers[index].progress == nil ? nil : TimeSource.system.now()
          if followers[index].progress != before { try followers[index].save() }
          if lags[index].failure != nil { Terminal.note("joinery: \(services[index].name) is followed again") }
          lags[index].failure = nil
        } catch {
          if lags[index].failure == nil {
            Terminal.note("joinery: \(services[index].name) cannot be followed: \(error)")
          }
          lags[index].failure = "\(error)"
        }
      }
      if ContinuousClock.now - told >= .seconds(10) {
        told = .now
        Terminal.note(line(services, followers, lags))
        if let metrics { try write(metrics, services, followers, lags) }
      }
      if received(signals, milliseconds: pause) { break }
    }
    for index in followers.indices { try? followers[index].save() }
    Terminal.note("joinery: the standby stops; what it has stays ready in \(settings.data)")
  }

  /// `standby: leads 1204 events, level 0.1 s ago; sales …`
  private static func line(_ services: [KnownService], _ followers: [Follower], _ lags: [Lag]) -> String {
    let now = TimeSource.system.now()
    let parts = services.indices.map { index in
      guard let progress = followers[index].progress else { return "\(services[index].name) nothing yet" }
      let age = lags[index].level.map { "level \(tenths(now.seconds(since: $0))) s ago" } ?? "behind"
      return "\(services[index].name) \(progress.position) events, \(age)"
    }
    return "standby: \(parts.joined(separator: "; "))"
  }

  private static func tenths(_ seconds: Double) -> String {
    let tenths = Int(seconds * 10 + 0.5)
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func write(
    _ path: String, _ services: [KnownService], _ followers: [Follower], _ lags: [Lag]
  ) throws {
    // A moment and no age: an age would stand still in the file of a standby that has ended.
    var lines = [
      "# HELP joinery_standby_level_timestamp_seconds When the standby had all that was shipped.",
      "# TYPE joinery_standby_level_timestamp_seconds gauge",
    ]
    for (service, lag) in zip(services, lags) {
      let level = Double(lag.level?.milliseconds ?? 0) / 1_000
      lines.append("joinery_standby_level_timestamp_seconds{of=\"\(service.name)\"} \(level)")
    }
    lines += [
      "# HELP joinery_standby_position Last position of the event journal that the standby has.",
      "# TYPE joinery_standby_position gauge",
    ]
    for (service, follower) in zip(services, followers) {
      lines.append("joinery_standby_position{of=\"\(service.name)\"} \(follower.progress?.position ?? 0)")
    }
    try OwnFile.replace(path, lines.joined(separator: "\n") + "\n", mode: 0o644)
  }

  private static func blockedSignals() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    return signals
  }

  /// Waits so long for the signal to stop.
  private static func received(_ signals: sigset_t, milliseconds: Int) -> Bool {
    var signals = signals
    var limit = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    return sigtimedwait(&signals, nil, &limit) > 0
  }
}

/// The mark that a standby follows into a data folder; the kernel takes it back when the process ends.
struct StandbyMark: ~Copyable {
  private let descriptor: Int32

  static func path(_ data: String) -> String { "\(data)/standby.lock" }

  /// Throws where another standby has it.
  init(_ data: String) throws(Failure) {
    let opened = open(Self.path(data), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw Failure("\(Self.path(data)): \(String(cString: strerror(errno)))") }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      close(opened)
      throw Failure("another 'joinery standby' uses \(data); stop it, or give another folder with --data")
    }
    let process = Array(String(getpid()).utf8)
    ftruncate(opened, 0)
    pwrite(opened, process, process.count, 0)
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Has a standby of that folder stop, and waits until it has. Throws where it does not within ten seconds.
  static func end(_ data: String) throws(Failure) {
    let opened = open(path(data), O_RDWR | O_CLOEXEC)
    guard opened >= 0 else { return }
    defer { close(opened) }
    let end = ContinuousClock.now + .seconds(10)
    var isTold = false
    while flock(opened, LOCK_EX | LOCK_NB) != 0 {
      var text = [UInt8](repeating: 0, count: 16)
      let count = max(0, pread(opened, &text, text.count, 0))
      let process = pid_t(String(decoding: text.prefix(count), as: UTF8.self)) ?? 0
      if !isTold, process > 1 { isTold = kill(process, SIGTERM) == 0 }
      guard ContinuousClock.now < end else {
        throw Failure("the standby of \(data) (process \(process)) does not stop; end it first")
      }
      usleep(20_000)  // between two looks: nobody tells of a lock that is given back
    }
  }
}
