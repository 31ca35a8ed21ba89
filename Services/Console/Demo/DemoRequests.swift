import ConsoleKit
import JSON
import Kernel
import ServiceRuntime

/// How the demo data is sent.
enum DemoRequests {
  /// Requests under way at once.
  private static let width = 16

  /// Runs `body` for each, so many at once.
  static func concurrently<Result: Sendable>(
    _ indices: [Int], _ body: @escaping @Sendable (Int) async throws -> Result
  ) async throws -> [Int: Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var results: [Int: Result] = [:]
      for (count, index) in indices.enumerated() {
        if count >= width, let (done, result) = try await group.next() { results[done] = result }
        group.addTask { (index, try await body(index)) }
      }
      for try await (done, result) in group { results[done] = result }
      return results
    }
  }

  private struct Positions: Decodable {
    struct Publishing: Decodable {
      let source: String
      let events: Int64
    }
    struct Consuming: Decodable {
      let source: String
      let applied: Int64
    }
    let publishing: Publishing?
    let consuming: [Consuming]
  }

  /// Waits until a service has applied all that another one has written by now, at most two minutes: it takes commands
  /// only about what it has heard of.
  static func wait(until reader: ServiceClient, has writer: ServiceClient) async throws {
    let written: Positions = try await writer.get("/ops/streams")
    guard let publishing = written.publishing else { return }
    let end = ContinuousClock.now + .seconds(120)
    while true {
      let there: Positions = try await reader.get("/ops/streams")
      let applied = there.consuming.first { $0.source == publishing.source }?.applied ?? 0
      guard applied < publishing.events else { return }
      guard ContinuousClock.now < end else {
        throw Failure("\(reader.name) does not hear of what \(writer.name) wrote; see 'joinery streams'")
      }
      try await Task.sleep(for: .milliseconds(100))  // between two looks
    }
  }
}

/// A page of a list.
struct DemoPage<Item: Decodable>: Decodable {
  let items: [Item]
  let nextCursor: String?
}

extension ServiceClient {
  /// Posts, and sends it again where the service was busy or the answer was lost; the key makes that harmless.
  @discardableResult
  func post(demo path: String, _ body: JSON) async throws -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    let key = uuidv7(at: TimeSource.system.now(), using: &random)
    for attempt in 1... {
      do {
        return try await send("POST", path, body: body.bytes, headers: ["Idempotency-Key: \"\(key)\""])
      } catch let refusal as Refusal where [429, 503].contains(refusal.status) && attempt < 10 {
        // The service is busy, or not there yet: each time a little longer.
        try await Task.sleep(for: .milliseconds(300 * attempt))
      } catch is Failure where attempt < 10 {
        try await Task.sleep(for: .milliseconds(300 * attempt))
      }
    }
    return []
  }

  /// Every item of a list, page by page.
  func all<Item: Decodable>(_ path: String, as type: Item.Type = Item.self) async throws -> [Item] {
    var (found, cursor): ([Item], String?) = ([], "")
    while let next = cursor {
      let page: DemoPage<Item> = try await get(
        "\(path)\(path.contains("?") ? "&" : "?")limit=500\(next.isEmpty ? "" : "&cursor=\(next)")")
      found += page.items
      cursor = page.nextCursor
    }
    return found
  }
}
