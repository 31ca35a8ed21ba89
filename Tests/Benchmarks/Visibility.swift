import CBenchmarks
import Foundation
import LeadsService
import Messaging
import Persistence
import ServiceRuntime
import TestSupport

/// P4: from a command's answer until a reader of reporting's store sees its event, in an open loop at a quarter and at
/// three quarters of the top rate.
struct Visibility {
  let plan: Plan
  let folder: String

  func measure(_ figures: inout Figures) async throws {
    let load = Load(token: try Service.token())
    for repetition in 0..<plan.repetitions {
      let cluster = try Cluster()
      let base = "\(folder)/visible-\(repetition)"
      let leads = try Service("leads", store: "\(base)/leads", broker: cluster.address)
      let reporting = try Service("reporting", store: "\(base)/reporting", broker: cluster.address)
      let top = try top(load, leads, "\(base)/reporting")
      figures.add("P4", "top rate, on \(cluster.name)", "1/s", top)
      let quarter = try times(load, leads, base, rate: top / 4, from: 20_000_000)
      let most = try times(load, leads, base, rate: top * 3 / 4, from: 40_000_000)
      figures.add("P4", "p50", "ms", target: "under 15", most.p50)
      figures.add("P4", "p99", "ms", target: "under 50", most.p99)
      figures.add("P4", "p50 at a quarter, on \(cluster.name)", "ms", quarter.p50)
      figures.add("P4", "p99 at a quarter, on \(cluster.name)", "ms", quarter.p99)
      try leads.stop()
      try reporting.stop()
      let floor = try await floor(cluster, base)
      figures.add("P4", "produce, fetch, commit in C, p50, on \(cluster.name)", "ms", floor.p50)
      figures.add("P4", "produce, fetch, commit in C, p99, on \(cluster.name)", "ms", floor.p99)
      try cluster.stop()
    }
  }

  /// What both together keep up with: commands in a closed loop, until the last of them is seen.
  private func top(_ load: Load, _ leads: Service, _ reporting: String) throws -> Double {
    // A broker that runs on Java compiles itself meanwhile.
    _ = try load.run(port: leads.port, connections: 64, from: 0, seconds: plan.isQuick ? 0.5 : 10)
    guard let watch = bench_watch_start("\(reporting)/reporting.sqlite") else { throw Failure("no store to watch") }
    var before = -1
    while bench_watch_count(watch) != before {
      before = bench_watch_count(watch)
      usleep(500_000)
    }
    let begun = bench_seconds()
    let rate = try load.run(port: leads.port, connections: 64, from: 10_000_000, seconds: plan.seconds)
    let answered = rate * plan.seconds
    while Double(bench_watch_count(watch) - before) < answered * 0.999, bench_seconds() < begun + 60 { usleep(5_000) }
    let seconds = bench_seconds() - begun
    var count = 0
    _ = bench_watch_stop(watch, &count)
    bench_watch_free(watch)
    return answered / seconds
  }

  private func times(
    _ load: Load, _ leads: Service, _ base: String, rate: Double, from number: Int
  ) throws -> (p50: Double, p99: Double) {
    guard let watch = bench_watch_start("\(base)/reporting/reporting.sqlite") else {
      throw Failure("no store to watch")
    }
    let seconds = plan.isQuick ? 2.0 : 8.0
    let answers = try load.open(port: leads.port, connections: 64, from: number, seconds: seconds, rate: rate)
    usleep(1_000_000)
    var count = 0
    guard let sights = bench_watch_stop(watch, &count) else { throw Failure("nothing was seen") }
    var seen: [String: Double] = [:]
    for index in 0..<count { seen[Load.text(sights[index].id)] = sights[index].seen }
    bench_watch_free(watch)
    let times = answers.dropFirst(answers.count / 10).compactMap { answer in
      seen[answer.id].map { max(0, $0 - answer.answered) * 1000 }
    }.sorted()
    guard Double(times.count) > Double(answers.count) * 0.89 else {
      throw Failure("\(times.count) of \(answers.count) events were seen a second after the last answer")
    }
    return (times[times.count / 2], times[times.count * 99 / 100])
  }

  private func floor(_ cluster: Cluster, _ base: String) async throws -> (p50: Double, p99: Double) {
    let commands = try Commands(plan, in: "\(base)/floor")
    guard let statements = bench_capture_new() else { throw Failure("no memory") }
    defer { bench_capture_free(statements) }
    try await commands.capture(statements, leads: 500)
    let stores = try (0..<2).map { index in
      let store = try Corpus.store(LeadsService.definition(), in: "\(base)/floor-\(index)")
      store.close()
      return store.path
    }
    var seconds = [Double](repeating: 0, count: 400)
    let count = bench_pass_on(
      statements, stores[0], stores[1], cluster.address, "joinery.replays", &seconds, Int32(seconds.count))
    guard count == seconds.count else { throw Failure("the floor of P4 cannot be measured") }
    let times = seconds.dropFirst(50).map { $0 * 1000 }.sorted()
    return (times[times.count / 2], times[times.count * 99 / 100])
  }
}
