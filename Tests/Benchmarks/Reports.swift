import CBenchmarks
import Foundation
import ReportingService
import ServiceRuntime
import TestSupport

/// P6: what each report takes beside a million events, and how that has grown since the demo's single year.
struct Reports {
  let plan: Plan
  let small: Corpus
  let large: Corpus
  let folder: String

  private static let names = [
    "lead-sources", "funnel", "campaigns", "sales", "receivables-aging", "receivables-concentration", "cash",
    "expenses",
    "commissions", "activities", "after-sales", "quality", "segments", "referrals", "retention", "source-to-cash",
  ]

  func measure(_ figures: inout Figures) throws {
    let broker = try EmbeddedBroker(topics: [])
    defer { _ = try? broker.stop() }
    let one = try Service("reporting", store: Rebuilding.store(folder, small), broker: broker.address)
    let other = try Service("reporting", store: Rebuilding.store(folder, large), broker: broker.address)
    let headers = "Authorization: Bearer \(try Service.token())\r\n"
    for _ in 0..<plan.repetitions {
      for name in Self.names {
        let path = "/v1/reports/\(name)"
        guard Service.get(other.port, path, headers: headers).status == 200 else { continue }
        let before = times(one.port, path, headers)
        let after = times(other.port, path, headers)
        figures.add("P6", name, "ms", target: "under 20", after.p99)
        figures.add(
          "P6", "\(name)-growth", "ratio", target: "at most 1",
          after.median / before.median / max(1, after.bytes / before.bytes))
      }
      figures.add("P6", "an answer without a question (/livez)", "ms", times(other.port, "/livez", headers).p99)
    }
    try one.stop()
    try other.stop()
  }

  /// Milliseconds of requests one after the other, each on a connection of its own.
  private func times(_ port: UInt16, _ path: String, _ headers: String) -> (median: Double, p99: Double, bytes: Double)
  {
    var times: [Double] = []
    var bytes = 0
    for index in 0..<(plan.isQuick ? 40 : 220) {
      let begun = bench_seconds()
      bytes = Service.get(port, path, headers: headers).body.count
      // After warming.
      if index >= 20 { times.append((bench_seconds() - begun) * 1000) }
    }
    times.sort()
    return (times[times.count / 2], times[times.count * 99 / 100], Double(bytes))
  }
}
