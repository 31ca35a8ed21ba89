import Glibc
import Kernel

/// Where a service's keys come from, to be looked at again while it runs.
public struct KeySources: Sendable {
  /// The file of the private keys, where the service signs.
  public var signingKeyFile: String?
  /// The file of the secret of machines' tokens.
  public var secretFile: String?
  /// The file of the JWKS.
  public var keySetFile: String?
  /// The address of the JWKS.
  public var keySetAddress: String?
  /// Certificates (PEM) that the address is trusted by, besides nobody else's; nil: the system's authorities.
  public var authorities: String?

  public init() {}

  var isEmpty: Bool { signingKeyFile == nil && secretFile == nil && keySetFile == nil && keySetAddress == nil }
}

/// Takes keys that others have changed, so that they are rotated without a restart: files when they change, the address
/// every few minutes and soon after a token with a key that is not known. What is broken, or away, changes nothing.
final class KeyWatch: Sendable {
  private let keyring: Keyring
  private let sources: KeySources
  private let log: Log
  private let steady: TimeSource
  private let isStopped: @Sendable () -> Bool

  init(
    _ tokens: Tokens, _ sources: KeySources, _ log: Log, steady: TimeSource, isStopped: @escaping @Sendable () -> Bool
  ) {
    keyring = tokens.keyring
    (self.sources, self.log, self.steady, self.isStopped) = (sources, log, steady, isStopped)
  }

  func start() {
    guard !sources.isEmpty else { return }
    Task {
      var files = [
        WatchedFile(sources.signingKeyFile, .signingKey, "the signing key"),
        WatchedFile(sources.secretFile, .secret, "the secret of machines' tokens"),
        WatchedFile(sources.keySetFile, .file, "the JWKS"),
      ].compactMap { $0 }
      var fetching = KeyFetching()
      let client = sources.keySetAddress.map { _ in WebClient(authorities: sources.authorities) }
      while !isStopped() {
        for index in files.indices { look(at: &files[index]) }
        if let client, let address = sources.keySetAddress {
          fetching.noteUnknown(keyring.takeUnknown())
          if fetching.isDue(at: steady.now()) {
            let succeeded = await fetch(address, by: client)
            fetching.noteOutcome(succeeded, at: steady.now())
          }
        }
        try? await Task.sleep(for: .milliseconds(500))  // between two looks: nobody tells of a changed file
      }
    }
  }

  private func look(at file: inout WatchedFile) {
    guard file.hasChanged() else { return }
    do {
      guard var text = readText(file.path) else { throw Tokens.KeyError(description: "it cannot be read") }
      // As at the start: the line feed that editors leave is no part of it.
      if file.place == .secret { text = String(text.reversed().drop { $0.isNewline }.reversed()) }
      if try keyring.replace(file.place, with: text) {
        log.info("\(file.what) was read again", ["file": .string(file.path)])
      }
    } catch {
      log.warning(
        "\(file.what) has changed and is not taken: the one before holds",
        ["file": .string(file.path), "reason": .string("\(error)")])
    }
  }

  /// False where no keys came.
  private func fetch(_ address: String, by client: WebClient) async -> Bool {
    do {
      let reply = try await client.get(address)
      guard reply.status == 200, let text = String(validating: reply.body, as: UTF8.self) else {
        throw Tokens.KeyError(description: "it answered \(reply.status)")
      }
      if try keyring.replace(.address, with: text) { log.info("keys were fetched", ["address": .string(address)]) }
      return true
    } catch {
      log.warning(
        "no keys could be fetched: those before hold", ["address": .string(address), "reason": .string("\(error)")])
      return false
    }
  }
}

/// When keys are fetched: at once, every five minutes, sooner after a failure and where a token names a key that is not
/// known, but never more often than every ten seconds, since anybody can send such a token.
struct KeyFetching: Sendable {
  static let rhythm: Int64 = 300_000
  static let shortest: Int64 = 10_000
  /// The first keys are what all requests wait for, and the provider may start at the same moment.
  static let first: Int64 = 1_000

  private var last: Instant?
  private var hasKeys = false
  private var failed = false
  private var sawUnknown = false

  mutating func noteUnknown(_ saw: Bool) { sawUnknown = sawUnknown || saw }

  func isDue(at now: Instant) -> Bool {
    guard let last else { return true }
    let pause = !hasKeys ? Self.first : failed || sawUnknown ? Self.shortest : Self.rhythm
    return now.milliseconds - last.milliseconds >= pause
  }

  mutating func noteOutcome(_ succeeded: Bool, at now: Instant) {
    last = now
    hasKeys = hasKeys || succeeded
    failed = !succeeded
    sawUnknown = false
  }
}

/// A file and what was seen of it last.
private struct WatchedFile {
  let path: String
  let place: Keyring.Place
  let what: String
  private var seen: [Int64]?

  /// Nil where no file is named.
  init?(_ path: String?, _ place: Keyring.Place, _ what: String) {
    guard let path else { return nil }
    (self.path, self.place, self.what) = (path, place, what)
  }

  /// True at first as well: it may have changed since it was read before the start.
  mutating func hasChanged() -> Bool {
    let now = Self.look(path)
    defer { seen = now }
    return now != seen
  }

  /// File, size and time of change; nothing while it is not there.
  private static func look(_ path: String) -> [Int64] {
    var status = stat()
    guard stat(path, &status) == 0 else { return [] }
    return [
      Int64(status.st_ino), Int64(status.st_size), Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec),
    ]
  }
}
