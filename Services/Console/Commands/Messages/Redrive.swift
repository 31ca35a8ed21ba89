import ConsoleKit
import ServiceRuntime

/// Has a service apply held keys again, and waits for what comes of it.
enum Redrive {
  /// Keys that are marked at once: so many a service applies in a second or two.
  static let page = 200
  /// Seconds in which a service has to take up some key.
  private static let patience = 30

  /// What came of the keys of one service.
  struct Outcome {
    let service: String
    /// The keys as they were.
    let letters: [DeadLetter]
    /// Those of them that are held again, as they are now.
    let again: [DeadLetter]
    /// Those that nobody has taken up.
    let untouched: [DeadLetter]

    var isWhole: Bool { again.isEmpty && untouched.isEmpty }

    /// Records that were applied. More may have come behind them meanwhile.
    var applied: Int {
      let left = Dictionary(uniqueKeysWithValues: (again + untouched).map { ($0.id, $0.records) })
      return letters.reduce(0) { $0 + max(0, $1.records - (left[$1.id] ?? 0)) }
    }

    var text: String {
      guard !letters.isEmpty else { return "\(service): no key is held that this names" }
      let free = letters.count - again.count - untouched.count
      var lines = ["\(service): \(applied) records applied, \(free) of \(letters.count) keys are free"]
      if !again.isEmpty {
        lines.append("\(again.count) are held again:")
        lines.append(DeadLetters.table(again.map { (service, $0) }))
      }
      if !untouched.isEmpty {
        lines.append(
          "\(untouched.count) were not taken up within \(patience) s and stay marked: see 'joinery streams' for what holds "
            + "\(service) up")
      }
      return lines.joined(separator: "\n")
    }
  }

  /// All keys that the query names, a page after the other.
  static func run(_ client: ServiceClient, _ query: String) async throws -> Outcome {
    var letters: [DeadLetter] = []
    let total = try await DeadLetters.all(of: client, query).count
    let bar = ProgressBar("redrive \(client.name)", total: total)
    defer { bar.finish() }
    try await HeldFilter.pages("/ops/dead-letters/redrive?limit=\(page)\(query)") { path in
      let page: Page<DeadLetter> = try await client.post(path)
      letters += page.items
      let isDone = try await settle(page.items, client).isEmpty
      bar.set(letters.count)
      // One that takes up nothing is not given more.
      return isDone ? page.nextCursor : nil
    }
    return try await outcome(of: letters, client)
  }

  /// Waits until these have been taken up, and looks at what is held then.
  static func outcome(of letters: [DeadLetter], _ client: ServiceClient) async throws -> Outcome {
    let due = try await settle(letters, client)
    let ids = Set(letters.map(\.id))
    let held = try await DeadLetters.all(of: client).filter { ids.contains($0.id) }
    return Outcome(
      service: client.name, letters: letters, again: held.filter { !due.contains($0.id) },
      untouched: held.filter { due.contains($0.id) })
  }

  /// The ids of those that are still due once all have been taken up, or nothing has happened for so long.
  private static func settle(_ letters: [DeadLetter], _ client: ServiceClient) async throws -> Set<Int64> {
    let ids = Set(letters.map(\.id))
    var (before, end) = (-1, ContinuousClock.now)
    while true {
      let due = try await DeadLetters.all(of: client, "&due=true").filter { ids.contains($0.id) }
      // A key of many records is taken up in parts.
      let left = due.reduce(0) { $0 + $1.records }
      if left != before { (before, end) = (left, ContinuousClock.now + .seconds(patience)) }
      guard !due.isEmpty, ContinuousClock.now < end else { return Set(due.map(\.id)) }
      try await Task.sleep(for: .milliseconds(200))  // between two looks: nobody calls when it is done
    }
  }
}
