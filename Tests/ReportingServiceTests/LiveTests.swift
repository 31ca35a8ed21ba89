import Foundation
import FoundationNetworking
import JSON
import Kernel
import Synchronization
import Testing

@testable import ReportingService
@testable import ServiceRuntime

@Suite(.timeLimit(.minutes(5)))
struct LiveTests {
  @Test(
    "The stream tells how far each source is read, and neither a client that stays nor one that left hangs the stop")
  func live() async throws {
    let suite = try RunningSuite()
    let staying = try LiveClient(port: suite.reporting.port)
    let leaving = try LiveClient(port: suite.reporting.port)
    _ = await leaving.text(containing: "event: positions")
    leaving.leave()
    var feed = Feed()
    try feed.add(Samples.customer("c1", "李"))
    try feed.add(Samples.order("o1", of: "c1", lead: nil, try Samples.yuan(1), on: "2026-01-10"))
    try await suite.publish(feed)
    let text = await staying.text(containing: #"data: {"leads":1,"sales":1}"#)
    #expect(text.hasPrefix("retry: "))
    let changes = await staying.text(containing: #""report":"sales""#)
    let sales = #"{"report":"sales","rows":{"salesperson":["anna"],"shop":["s1"],"month":["2026-01"]}}"#
    #expect(changes.contains(sales), "\(changes)")
    await suite.stop()
    staying.leave()
  }

  @Test("Of reports it tells whoever may read them, in the rows of what he or she sees, and once")
  func scope() throws {
    let model = try ReadModel()
    func asking(_ role: Role, _ subject: String) -> QueryRequest {
      ReadModel.query([], as: Caller(subject: subject, name: subject, roles: [role]))
    }
    let readers = [
      asking(.manager, "boss"), asking(.netSales, "anna"), asking(.netSales, "ben"), asking(.installer, "tom"),
    ]
    var changes = try readers.map { _ in try ReportChanges(in: model.database) }
    var feed = Feed()
    try feed.add(Samples.customer("c1", "李"))
    try feed.add(Samples.order("o1", of: "c1", lead: nil, by: "anna", in: "s1", try Samples.yuan(1), on: "2026-01-10"))
    for (source, entry) in feed.entries { try model.feed(source, entry) }
    func told(_ index: Int) throws -> JSON? {
      try changes[index].take(readers[index], in: model.database).first { $0["report"]?.string == "sales" }
    }
    for index in 0..<2 {
      let sales = try #require(try told(index))
      #expect(sales["rows"]?["salesperson"]?.array?.compactMap(\.string) == ["anna"])
      #expect(sales["rows"]?["shop"]?.array?.compactMap(\.string) == ["s1"])
      #expect(try told(index) == nil)
    }
    #expect(try told(2) == nil, "another's")
    #expect(try told(3) == nil, "not for installers")
    for table in ["order_facts", "order_sums", "facts_counted"] { try model.database.execute("DELETE FROM \(table)") }
    let emptied = try #require(try told(0))
    #expect(emptied["rows"] == nil)
  }
}

/// A browser's side of the stream.
private final class LiveClient: NSObject, URLSessionDataDelegate {
  private struct State {
    var text = ""
    var wanted: (text: String, waiting: CheckedContinuation<String, Never>)?
  }

  private let state = Mutex(State())
  private let task = Mutex<URLSessionDataTask?>(nil)

  init(port: Int) throws {
    super.init()
    guard let url = URL(string: "http://127.0.0.1:\(port)/v1/live") else { throw URLError(.badURL) }
    let session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil)
    let task = session.dataTask(with: url)
    task.resume()
    self.task.withLock { $0 = task }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    state.withLock { state in
      state.text += String(decoding: data, as: UTF8.self)
      guard let wanted = state.wanted, state.text.contains(wanted.text) else { return }
      state.wanted = nil
      wanted.waiting.resume(returning: state.text)
    }
  }

  /// All that came, once this is in it.
  func text(containing text: String) async -> String {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.text.contains(text) {
          continuation.resume(returning: state.text)
        } else {
          state.wanted = (text, continuation)
        }
      }
    }
  }

  func leave() { task.withLock { $0?.cancel() } }
}
