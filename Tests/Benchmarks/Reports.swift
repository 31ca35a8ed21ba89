import CBenchmarks
import Foundation
import ReportingService
import SQLite
import ServiceRuntime
import TestSupport

/// P6: what each report takes beside a million events, and how that has grown since ten thousand; beside it, what the same
/// rows take in C where they stand in an index as they are to be answered.
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

  /// Those that may have a row for each customer, which people read in pages.
  private static let paged: Set = ["receivables-aging", "receivables-concentration", "referrals"]

  func measure(_ figures: inout Figures) throws {
    let broker = try EmbeddedBroker(topics: [])
    defer { _ = try? broker.stop() }
    let one = try Service("reporting", store: Rebuilding.store(folder, small), broker: broker.address)
    let other = try Service("reporting", store: Rebuilding.store(folder, large), broker: broker.address)
    let headers = "Authorization: Bearer \(try Service.token())\r\n"
    let rows = try Rows(path: "\(folder)/rows-\(large.total).sqlite")
    let names = try Self.names.filter { name in
      let answer = Service.get(other.port, "/v1/reports/\(name)", headers: headers, limit: Self.answerLimit)
      guard answer.status == 200 else { return false }
      try rows.keep(name, answer.body)
      return true
    }
    for _ in 0..<plan.repetitions {
      for name in names {
        let path = "/v1/reports/\(name)"
        let before = times(one.port, path, headers)
        let after = times(other.port, path, headers)
        figures.add("P6", name, "ms", target: "under 20", after.p99)
        figures.add(
          "P6", "\(name)-growth", "ratio", target: "at most 1",
          after.median / before.median / max(1, after.bytes / before.bytes))
        figures.add("P6", "\(name), its rows by a covering index in C", "ms", try rows.p99(name, times: repetitions))
        if Self.paged.contains(name) {
          figures.add(
            "P6", "\(name), page of 50", "ms", target: "under 20", times(other.port, "\(path)?limit=50", headers).p99)
        }
      }
      figures.add("P6", "an answer without a question (/livez)", "ms", times(other.port, "/livez", headers).p99)
    }
    try one.stop()
    try other.stop()
  }

  /// A report with a row for each of a million events' customers has some megabytes.
  private static let answerLimit = 64 << 20

  private var repetitions: Int { plan.isQuick ? 20 : 200 }

  /// Milliseconds of requests one after the other, each on a connection of its own.
  private func times(_ port: UInt16, _ path: String, _ headers: String) -> (median: Double, p99: Double, bytes: Double)
  {
    var times: [Double] = []
    var bytes = 0
    for index in 0..<(20 + repetitions) {
      let begun = bench_seconds()
      bytes = Service.get(port, path, headers: headers, limit: Self.answerLimit).body.count
      // After warming.
      if index >= 20 { times.append((bench_seconds() - begun) * 1000) }
    }
    times.sort()
    return (times[times.count / 2], times[times.count * 99 / 100], Double(bytes))
  }
}

/// The rows of all reports in a table with an index of all its columns.
private struct Rows {
  let path: String
  private static let columns = (0..<24).map { "c\($0)" }

  init(path: String) throws {
    self.path = path
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    let columns = Self.columns.joined(separator: ", ")
    try Database(path: path).execute(
      """
      CREATE TABLE answers (report, number, \(columns));
      CREATE INDEX answers_rows ON answers (report, number, \(columns));
      """)
  }

  /// Keeps the rows of a report's answer: texts and counts as they are, money by its amount.
  func keep(_ report: String, _ answer: [UInt8]) throws {
    guard let found = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any],
      let rows = found["rows"] as? [[String: Any]]
    else { throw Failure("the answer of \(report) has no rows") }
    let database = try Database(path: path)
    let marks = Array(repeating: "?", count: 2 + Self.columns.count).joined(separator: ", ")
    try database.execute("BEGIN")
    for (number, row) in rows.enumerated() {
      var values: [any Bindable] = [report, number]
      for (_, cell) in row.sorted(by: { $0.key < $1.key }).prefix(Self.columns.count) {
        switch cell {
        case let text as String: values.append(text)
        case let count as NSNumber: values.append(count.int64Value)
        case let money as [String: Any]: values.append((money["amount"] as? NSNumber)?.int64Value ?? 0)
        default: values.append(Value.null)
        }
      }
      while values.count < 2 + Self.columns.count { values.append(Value.null) }
      try database.run("INSERT INTO answers VALUES (\(marks))", values)
    }
    try database.execute("COMMIT")
  }

  /// Milliseconds.
  func p99(_ report: String, times count: Int) throws -> Double {
    var seconds = [Double](repeating: 0, count: count)
    guard bench_rows(path, report, &seconds, Int32(count)) == count else {
      throw Failure("the floor of P6 cannot be measured for \(report)")
    }
    return seconds.sorted()[count * 99 / 100] * 1000
  }
}
