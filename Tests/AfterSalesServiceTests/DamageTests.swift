import Kernel
import Persistence
import TestSupport
import Testing

@Suite("A damaged store", .serialized)
struct DamageTests {
  @Test(
    "is told of, never answered with a default",
    arguments: [
      ("UPDATE installations SET document = '{}'", "/v1/installations"),
      ("UPDATE appointments SET on_day = 'soon'", "/v1/appointments"),
      ("UPDATE evaluation_links SET expires_on = ''", "link"),
    ])
  func damage(sql: String, path: String) async throws {
    try await AfterSalesSuite.with(verifies: false) { suite in
      let (_, _, link) = try await suite.installed()
      try suite.deliver("d-2", order: "o-2")
      let job = try await suite.job(of: "o-2")
      _ = try await suite.post(
        "/v1/installations/\(job)/schedule", #"{"on": "\#(suite.today)", "slot": "day", "crewId": "K-1"}"#)
      _ = try suite.service.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
        try unit.database.run(sql)
        return 0
      }
      let reply = try await suite.get(path == "link" ? link : path)
      #expect(reply.status == 500 && reply.plain.contains("corrupt-row"), "\(reply.plain)")
    }
  }
}
