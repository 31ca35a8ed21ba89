import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import Synchronization
import Testing

private struct DeskMoved: DomainEvent {
  static let type = "joinery.sales.desk.moved.v2"
  static var earlier: [EarlierVersion<DeskMoved>] { [.init(V1.self)] }
  var key: String { room }
  var subject: String { room }
  var room: String

  struct V1: EarlierEvent {
    static let type = "joinery.sales.desk.moved.v1"
    var place: String
    func upcast() -> DeskMoved { DeskMoved(room: place) }
  }
}

@Suite("What a service does about events")
struct HandlerTests {
  private func subscriptions(_ handlers: [EventHandler]) -> Subscriptions {
    Subscriptions(service: "leads", to: [.sales], handlers)
  }

  private func origin(_ type: String) -> EventOrigin {
    EventOrigin(
      JournalEntry(
        position: 1, stream: 0, number: 1, id: "1", type: type, key: "k", subject: "k", time: Instant(milliseconds: 0),
        cause: Cause(actor: "a", correlationID: "c"), data: []), from: .sales, epoch: "e")
  }

  @Test("several capabilities may listen to one event: each gets it, in their order")
  func joined() throws {
    let seen = Mutex<[String]>([])
    let subscriptions = subscriptions([
      .on(DeskMoved.self) { event, _ in seen.withLock { $0.append("first \(event.room)") } },
      .on(DeskMoved.self) { event, _, _ in seen.withLock { $0.append("second \(event.room)") } },
    ])
    let database = try Database(path: "", mode: .memory)
    try subscriptions.copy(Array(#"{"room":"7"}"#.utf8), origin(DeskMoved.type), to: database)
    #expect(seen.withLock { $0 } == ["first 7", "second 7"])
  }

  @Test("an event of an earlier version is handled as today's")
  func earlier() throws {
    let seen = Mutex<[String]>([])
    let subscriptions = subscriptions([.on(DeskMoved.self) { event, _ in seen.withLock { $0.append(event.room) } }])
    #expect(subscriptions.handles(DeskMoved.V1.type))
    let database = try Database(path: "", mode: .memory)
    try subscriptions.copy(Array(#"{"place":"3"}"#.utf8), origin(DeskMoved.V1.type), to: database)
    #expect(seen.withLock { $0 } == ["3"])
  }
}
