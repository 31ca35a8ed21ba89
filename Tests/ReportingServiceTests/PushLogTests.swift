import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import SQLite
import TestSupport
import Testing

@testable import ReportingDomain
@testable import ReportingService
@testable import ServiceRuntime

/// The log in a store of its own, fed as the intake feeds it.
private struct Fed {
  let store: Store
  let clock = ManualClock()
  private let folder = TemporaryFolder()

  init() throws {
    let definition = ReportingService.definition()
    var options = Store.Options(
      service: "reporting", folder: folder.path, schemas: [Consumer.schema, definition.schema], time: clock.source,
      random: SplitMix64(seed: 1), apply: definition.apply)
    options.ownThread = false
    options.erasures = definition.erasures
    store = try Store(options)
  }

  func change<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) throws -> Result {
    try store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in try body(unit.database) }
  }

  func take(_ entries: [(source: Source, entry: JournalEntry)], epoch: String = "e1") throws {
    try change { database in
      for (source, entry) in entries {
        var envelope = Envelope(
          id: entry.id, source: source.uri, type: entry.type, time: entry.time, data: entry.data)
        envelope.key = entry.key
        envelope.subject = entry.subject
        try PushLog.take(envelope, EventOrigin(entry, from: source, epoch: epoch), database)
      }
    }
  }

  func ids() throws -> [String] {
    try store.read { try $0.all("SELECT id FROM push_log ORDER BY place") { $0.text(0) } }
  }

  func webhook(_ id: String, _ types: [String] = [], from place: Int64 = 0) throws {
    try change { database in
      let webhook = Webhook(
        id: ID(id), url: "https://erp.example/", types: types, description: "", personal: false, mode: .binary,
        secret: "whsec_c2VjcmV0", createdBy: "test", createdAt: Instant(milliseconds: 0))
      try WebhookStore.insert(webhook, from: place, in: database)
    }
  }

  func stored(_ id: String) throws -> WebhookStore.Stored {
    try store.read { try WebhookStore.find(ID(id), in: $0) }
  }

  static func events(_ count: Int) throws -> Feed {
    var feed = Feed()
    for index in 0..<count { try feed.add(Samples.customer("c\(index % 3)", "李")) }
    return feed
  }
}

@Suite("Events for those they are sent to") struct PushLogTests {
  @Test("An event stands in the log once, in its order, however often the topics are read again")
  func once() throws {
    let fed = try Fed()
    let entries = try Fed.events(9).entries
    try fed.take(Array(entries.prefix(5)))
    try fed.take(entries)
    try fed.take(entries)
    #expect(try fed.ids() == (1...9).map { "event-\($0)" })
  }

  @Test("After a restore a source counts on from before: what is new under an old number is taken, once")
  func restored() throws {
    let fed = try Fed()
    let entries = try Fed.events(9).entries
    try fed.take(entries)
    let others = entries.suffix(3).map { source, entry in
      var other = entry
      other.id = "other-\(entry.id)"
      return (source: source, entry: other)
    }
    try fed.take(others, epoch: "e2")
    try fed.take(entries.prefix(6) + others, epoch: "e2")
    #expect(try fed.ids() == (1...9).map { "event-\($0)" } + (7...9).map { "other-event-\($0)" })
  }

  @Test("What was let go of does not come back, and is counted as lost for whoever had still to get it")
  func forgotten() throws {
    let fed = try Fed()
    let entries = try Fed.events(9).entries
    try fed.take(entries)
    try fed.webhook("all")
    try fed.webhook("half", from: 4)
    try fed.webhook("none", ["joinery.sales.*"])
    try fed.webhook("parked", from: 9)
    try fed.change { database in
      let parked = KeyAside(first: 3, tries: 3, since: Instant(milliseconds: 0), due: nil)
      try WebhookStore.write(PushKey("leads", "c2"), parked, reason: "422", of: "parked", in: database)
    }
    let limit = entries[5].entry.time.adding(milliseconds: 1)
    let goesOn = try fed.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      let first = try PushLog.forget(before: limit, in: unit)
      return (first, try PushLog.forget(before: limit, in: unit))
    }
    #expect(goesOn == (true, false))
    try fed.take(entries)
    #expect(try fed.ids() == (7...9).map { "event-\($0)" })
    #expect(try fed.stored("all").progress.lost == 6)
    #expect(try fed.stored("all").progress.place == 6)
    #expect(try fed.stored("half").progress.lost == 2)
    #expect(try fed.stored("none").progress.lost == 0)
    // Of the key's three events two are gone: it goes on with the third.
    #expect(try fed.stored("parked").progress.lost == 2)
    let key = try fed.store.read { try WebhookStore.key(PushKey("leads", "c2"), of: "parked", in: $0) }
    #expect(key?.aside.first == 9)
  }

  @Test("What was read while nothing was kept is counted as lost, and never sent late")
  func switchedOff() throws {
    let fed = try Fed()
    let entries = try Fed.events(9).entries
    try fed.webhook("all")
    try fed.take(Array(entries.prefix(3)))
    try fed.change { database in
      for (source, entry) in entries {
        try database.run(
          "INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?)", source.rawValue, entry.stream, entry.number,
          entry.number)
      }
    }
    try PushLog.atStart(fed.store)
    try PushLog.atStart(fed.store)
    #expect(try fed.stored("all").progress.lost == 6)
    // A rebuild reads all of it again.
    try fed.take(entries)
    #expect(try fed.ids() == (1...3).map { "event-\($0)" })
  }

  @Test("Nothing personal of a person who was erased stays")
  func erased() throws {
    let fed = try Fed()
    try fed.take(try Fed.events(3).entries)
    let person = CustomerErased(
      customerId: "c1", otherKeys: [], reason: .request, erasedOn: Samples.day("2026-03-01"),
      occurredAt: Instant(milliseconds: 0))
    try fed.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in try unit.erase(person) }
    let data = try fed.store.read { try $0.all("SELECT data FROM push_log ORDER BY place") { $0.bytes(0) } }
    let names = data.map { (try? JSON(parsing: $0))?["name"]?.string }
    #expect(names == ["李", "", "李"])
  }

  @Test(
    "A pattern fits what it says, in the log as in words",
    arguments: [
      ("joinery.leads.customer.registered.v1", true), ("joinery.leads.*", true), ("*", true), ("*.v1", true),
      ("joinery.*.customer.*", true), ("joinery.leads.lead.*", false), ("joinery.leads", false), ("*leads*ed*v1", true),
      ("joinery.*.*.*.*.*", false), ("joinery.leads.customer.registered.v", false),
    ])
  func patterns(pattern: String, fits: Bool) throws {
    let type = "joinery.leads.customer.registered.v1"
    #expect(TypeFilter.isPattern(pattern))
    #expect(TypeFilter.fits(pattern, type) == fits)
    let database = try Database(path: "", mode: .memory)
    let filter = TypeFilter([pattern])
    let found = try database.all(
      "SELECT 1 FROM (SELECT ?1 AS type) WHERE \(filter.condition(first: 2))", filter.values(after: type)
    ) { $0.int(0) }
    #expect(found.isEmpty == !fits)
  }

  @Test("A message has the envelope in fields or in its body, signed as it is sent, and blank where it is to be")
  func messages() throws {
    let fed = try Fed()
    try fed.take(try Fed.events(1).entries)
    try fed.webhook("w")
    let entry = try #require(try fed.store.read { try PushLog.entry(1, in: $0) })
    var webhook = try fed.stored("w").webhook
    let binary = WebhookMessage(entry, for: webhook)
    #expect(binary.headers.contains("ce-type: \(CustomerRegistered.type)"))
    #expect(binary.headers.contains("ce-partitionkey: c0"))
    #expect(binary.headers.contains("ce-streamsequence: 1"))
    #expect(try JSON(parsing: binary.body)["name"]?.string == "")
    (webhook.mode, webhook.personal) = (.structured, true)
    webhook.earlierSecret = "whsec_ZWFybGllcg=="
    webhook.earlierUntil = Instant(milliseconds: 10_000)
    let structured = WebhookMessage(entry, for: webhook)
    let body = try JSON(parsing: structured.body)
    #expect(body["data"]?["name"]?.string == "李")
    #expect(body["id"]?.string == "event-1")
    #expect(body["datacontenttype"]?.string == "application/json")
    let receiver = try Receiver("https://erp.example/", Reachable())
    func signatures(at now: Int64) -> Int {
      structured.request(to: receiver, webhook, at: Instant(milliseconds: now), milliseconds: 1)
        .headers.first { $0.hasPrefix("webhook-signature: ") }?.split(separator: " ").count ?? 0
    }
    #expect(signatures(at: 9_000) == 3)
    #expect(signatures(at: 11_000) == 2)
  }
}
