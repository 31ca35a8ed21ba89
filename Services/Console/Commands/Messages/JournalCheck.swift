import Kernel

/// What of a page of an event journal is compared across services (a part of `JournalPage`).
struct JournalIndex: Decodable {
  struct Event: Decodable {
    let position: Int64
    let stream: Int
    let number: Int64
    let id: String
    let type: String
    let correlationId: String
    let causationId: String
  }

  let last: Int64
  let events: [Event]
}

/// Compares the event journals of all services with each other: ids are unique, numbers have no gaps, and every cause
/// is there. Holds 64 bits of each event's id, so that ten million events take some hundred megabytes.
struct JournalCheck {
  private struct Place: Hashable {
    let source: String
    let position: Int64
  }

  private(set) var events = 0
  var differences: [String] = []
  /// The ids of each event journal, as FNV-1a-64.
  private var ids: [String: Set<UInt64>] = [:]
  private var numbers: [String: [Int: Int64]] = [:]
  /// Causes that had not been met yet, each with the first event that names it.
  private var awaited: [UInt64: Place] = [:]

  /// Differences of one kind that are named; all are counted.
  static let shown = 20
  private var doubled = 0

  mutating func add(_ page: JournalIndex, of source: String) {
    for event in page.events {
      events += 1
      let id = fnv1a64(event.id.utf8)
      if ids.values.contains(where: { $0.contains(id) }) {
        doubled += 1
        if doubled <= Self.shown { differences.append("the id \(event.id) stands twice, again in \(source)") }
      }
      ids[source, default: []].insert(id)
      awaited[id] = nil
      let number = numbers[source, default: [:]].updateValue(event.number, forKey: event.stream) ?? 0
      if event.number != number + 1 {
        differences.append("\(source) has number \(event.number) after \(number) in stream \(event.stream)")
      }
      if event.causationId != event.correlationId, !Self.beginsOutside(event) {
        let cause = fnv1a64(event.causationId.utf8)
        if awaited[cause] == nil, !ids.values.contains(where: { $0.contains(cause) }) {
          awaited[cause] = Place(source: source, position: event.position)
        }
      }
    }
  }

  /// Takes note of events that were written during the check: only as causes of others.
  mutating func addLate(_ page: JournalIndex) {
    for event in page.events { awaited[fnv1a64(event.id.utf8)] = nil }
  }

  /// Where events stand whose cause is in none of the event journals.
  var withoutCause: [(source: String, position: Int64)] {
    awaited.values.map { ($0.source, $0.position) }.sorted { $0 < $1 }
  }

  /// Whether what caused it came from outside: then it is in no event journal. It is named by its source and id; those of
  /// the ERP's orders were once named by the id alone.
  private static func beginsOutside(_ event: JournalIndex.Event) -> Bool {
    event.causationId.contains("#")
      || ["joinery.sales.erp_order.", "joinery.sales.order.amended.", "joinery.sales.order.cancelled."]
        .contains { event.type.hasPrefix($0) }
  }
}
