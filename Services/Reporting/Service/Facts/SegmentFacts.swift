import Contracts
import Messaging
import Persistence
import ServiceRuntime

extension FactTable {
  static let segments = FactTable(name: "segment", dimensions: ["segment"], values: ["joined", "leavers"])
}

extension Feature {
  /// Who came into which segment and tier, and who left it (F1, F3).
  static let segments = Feature(
    facts: .segments,
    listens: [
      FactTable.segments.keep(of: SegmentChanged.self) { event in
        FactTable.Fact(
          day: event.on, keys: ["segment": event.segmentId.text],
          values: [event.isMember ? "joined" : "leavers": 1])
      },
      .on(
        CustomerTierChanged.self,
        copy: { event, origin, database in
          let left = event.from.map { FactTable.Fact(day: event.on, keys: ["segment": $0], values: ["leavers": 1]) }
          let joined = FactTable.Fact(day: event.on, keys: ["segment": event.to], values: ["joined": 1])
          try FactTable.segments.keep([left, joined].compactMap { $0 }, origin, in: database)
        }),
    ])
}

extension Migration {
  static let segments = FactTable.segments.creation
}
