import CBenchmarks
import Foundation
import SQLite
import TestSupport

/// P5: `reporting` fills an empty store from topics with a million events.
struct Rebuilding {
  let plan: Plan
  let corpus: Corpus
  let folder: String

  /// Where the store of the last repetition stays.
  static func store(_ folder: String, _ corpus: Corpus) -> String { "\(folder)/reporting-\(corpus.total)" }

  /// For those who only need the store.
  func fillIfMissing() throws {
    guard access("\(Self.store(folder, corpus))/done", F_OK) != 0 else { return }
    var figures = Figures()
    try fill(&figures, times: 1)
  }

  func measure(_ figures: inout Figures) throws { try fill(&figures, times: plan.repetitions) }

  private func fill(_ figures: inout Figures, times: Int) throws {
    let cluster = try Cluster()
    defer { try? cluster.stop() }
    try corpus.forgetPublishing()
    let relays = try Relays(corpus, on: cluster)
    defer { relays.stop() }
    note("\(corpus.total) events go into the topics")
    _ = try relays.publish(corpus)
    let store = Self.store(folder, corpus)
    for _ in 0..<times {
      try? FileManager.default.removeItem(atPath: store)
      let begun = bench_seconds()
      let reporting = try Service("reporting", store: store, broker: cluster.address)
      let database = try Database(path: "\(store)/reporting.sqlite", mode: .readOnly)
      var applied: Int64 = 0
      while applied < corpus.total {
        usleep(50_000)
        applied = try database.first("SELECT sum(applied) FROM positions") { $0.integer(0) } ?? 0
        guard bench_seconds() < begun + 900 else { throw Failure("only \(applied) events are applied after 15 min") }
      }
      let seconds = bench_seconds() - begun
      let megabytes = reporting.megabytes("VmHWM:")
      let processor = reporting.processorSeconds
      try reporting.stop()
      _ = FileManager.default.createFile(atPath: "\(store)/done", contents: nil)
      let size = Double(corpus.total) / 1_000_000
      figures.add("P5", "seconds", "s", target: "under 60", seconds / size)
      figures.add("P5", "megabytes", "MB", target: "under 300", megabytes)
      figures.add("P5", "processor time an event", "µs", processor / Double(corpus.total) * 1_000_000)
      figures.add("P5", "events, on \(cluster.name)", "", Double(corpus.total))
      figures.add("P5", "reporting, on \(cluster.name)", "1/s", Double(corpus.total) / seconds)
    }
  }
}
