import ConsoleKit
import Kernel
import Messaging
import ServiceRuntime

/// Which held keys a command is about, as its options say.
struct HeldFilter {
  let services: [KnownService]
  /// What follows `limit` in a query: `&source=leads`; empty where all keys are meant.
  let query: String
  private let isAny: Bool

  /// `--reason` says which keys, but for a discard, where it says why.
  init(
    _ arguments: Arguments, _ settings: Settings, isDiscard: Bool, now: Instant = TimeSource.system.now()
  ) throws(Failure) {
    services =
      arguments.has("service") ? [try settings.service(named: arguments.text("service"))] : settings.services
    var parts: [(String, String)] = []
    if let source = arguments.text("source") { parts.append(("source", source)) }
    if let text = arguments.text("matching") ?? (isDiscard ? nil : arguments.text("reason")) {
      parts.append(("reason", text))
    }
    if let since = arguments.text("since") {
      let moment = Interval.seconds(since).map { now.adding(seconds: -$0) } ?? Instant(since)
      guard let moment else {
        throw Failure("--since takes a time such as 2h, 7d or 2026-11-22T08:30:00Z, not '\(since)'")
      }
      parts.append(("since", moment.description))
    }
    if let state = arguments.text("state") {
      guard HeldKey.State(rawValue: state) != nil else {
        throw Failure("--state takes waiting or parked, not '\(state)'")
      }
      parts.append(("state", state))
    }
    query = parts.map { "&\($0)=\(ReturnAddress.encoded($1))" }.joined()
    isAny = arguments.has("service") || !parts.isEmpty
  }

  /// A slip must not be for everything.
  func requireAny(_ verb: String) throws(Failure) {
    guard !isAny else { return }
    throw Failure(
      "say which keys: '\(verb) SERVICE:ID', or those that --service, --source, --matching, --since and --state name")
  }

  /// Calls for one page after another, each under the path that begins it; `page` gives the cursor of the next.
  static func pages(_ path: String, _ page: (String) async throws -> String?) async throws {
    var cursor = try await page(path)
    while let next = cursor { cursor = try await page("\(path)&cursor=\(next)") }
  }
}
