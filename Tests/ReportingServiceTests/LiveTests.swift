import Foundation
import FoundationNetworking
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
    await suite.stop()
    staying.leave()
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
