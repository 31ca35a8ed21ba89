import AfterSalesService
import FinanceService
import JSON
import LeadsService
import ReportingService
import SalesService
import ServiceRuntime
import TestSupport
import Testing

/// What each route of each service reads of its query stands in its description: the request whose parameters it does
/// not name is refused, and a route that reads one of another name ends this test (`QueryRequest.text`).
@Suite("Query parameters of every route", .timeLimit(.minutes(10)))
struct DeclaredParameterTests {
  @Test("are those that it declares", arguments: ["leads", "sales", "finance", "after-sales", "reporting"])
  func parameters(name: String) async throws {
    let definition = try #require(
      [
        LeadsService.definition(), SalesService.definition(), FinanceService.definition(),
        AfterSalesService.definition(), ReportingService.definition(),
      ].first { $0.name == name })
    let folder = TemporaryFolder()
    let service = try TestService(definition, in: folder.path, broker: InMemoryBroker(topics: [:]))
    let document = try await service.send("GET", "/openapi.json").json
    guard case .object(let paths)? = document["paths"] else { throw DeadlineMissed("no paths") }
    var asked = 0
    for path in paths {
      guard let operation = path.value["get"], path.key != "/v1/live" else { continue }
      let declared = (operation["parameters"]?.array ?? []).filter { $0["in"] == "query" }
        .compactMap { $0["name"]?.string }
      let place = path.key.replacing(#/\{[^}]+\}/#, with: "nobody")
      // A value that suits none, so that reading goes on to the next where it is a text.
      var queries = ["", declared.map { "\($0)=2026-11-22" }.joined(separator: "&")]
      queries += declared.map { "\($0)=2026-11-22" }
      for query in queries {
        let answer = try await service.send("GET", "\(place)?\(query)")
        #expect(answer.status < 500 || path.key == "/readyz", "\(place)?\(query): \(answer.text)")
        #expect(!answer.text.contains("unknown-parameter"), "\(place)?\(query)")
        asked += 1
      }
      let refused = try await service.send("GET", "\(place)?nonsense=1")
      let isOpen = operation["security"] == [] || path.key == "/" || path.key.hasPrefix("/v1/reports/{report}")
      #expect((refused.pointers == ["/nonsense"]) != isOpen, "\(place)")
      if !isOpen { #expect(declared.allSatisfy { refused.text.contains($0) }, "\(place)") }
    }
    #expect(asked > 20)
    await service.stop()
  }
}
