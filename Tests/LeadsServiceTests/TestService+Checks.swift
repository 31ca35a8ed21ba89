import TestSupport
import Testing

extension TestService {
  /// How many events of a type its event journal holds.
  func events(_ type: String) throws -> Int {
    try running.store.read {
      try $0.first("SELECT count(*) FROM event_journal WHERE type = ?", type) { $0.int(0) } ?? 0
    }
  }

  /// The check of `joinery verify` on its own tables.
  func expectNoDifferences() async throws {
    let answer = try await send("GET", "/ops/verify")
    #expect(answer.json["differences"]?.array?.isEmpty == true, "\(answer.text)")
  }
}
