import Foundation
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

  /// A lead as it was captured, and its id.
  func capturedLead(more: String = "") async throws -> (made: TestClient.Answer, id: String) {
    let made = try await send("POST", "/v1/leads", LeadsServiceTests.lead(more: more))
    return (made, try #require(made.json["id"]?.string))
  }

  /// Takes a file in that finds leads by their phones; gives the import's id.
  func imported(_ csv: String) async throws -> String {
    let done = try await send(
      "POST", "/v1/leads/import?key=phone", bytes: Data(csv.utf8), headers: ["Content-Type": "text/csv"])
    return try #require(done.json["importId"]?.string, "\(done.text)")
  }

  /// Takes an import back, after which the lead that it changed is as it was made, but for its version.
  func expectReverted(_ batch: String, _ made: TestClient.Answer, _ id: String) async throws {
    #expect(try await send("POST", "/v1/imports/\(batch)/revert", "{}").json["updated"] == 1)
    let back = try await send("GET", "/v1/leads/\(id)")
    #expect(back.text == made.text.replacing(#""version":1"#, with: #""version":3"#))
    try await expectNoDifferences()
  }
}
