import ConsoleKit
import Testing

@testable import Console

@Suite("Whose event journals are written again")
struct ReplayCommandTests {
  /// `--by-name`, so that no executable need be there.
  private func services(_ words: [String]) throws -> [String] {
    let arguments = try Arguments(words + ["--by-name"], of: Replay.command.options + Settings.options)
    return try Replay.services(arguments, Settings(arguments, executables: "/nowhere", environment: [:])).map(\.name)
  }

  @Test(
    "is said by topics or by one service",
    arguments: [
      (["joinery.sales"], ["sales"]), (["joinery.aftersales", "joinery.leads"], ["after-sales", "leads"]),
      (["joinery.leads", "joinery.leads"], ["leads"]), (["--service", "finance"], ["finance"]),
    ])
  func names(_ words: [String], _ expected: [String]) throws {
    #expect(try services(words) == expected)
  }

  @Test(
    "is refused with the remedy where nothing is meant by it",
    arguments: [
      ([], "TOPIC is missing"), (["leads"], "'leads' is no topic with an event journal: it is one of joinery.leads"),
      (["joinery.erp.orders"], "'joinery.erp.orders' is no topic with an event journal"),
      (["--service", "reporting"], "reporting publishes nothing"),
      (["joinery.leads", "--service", "sales"], "one word too many"),
    ])
  func refused(_ words: [String], _ expected: String) throws {
    let failure = #expect(throws: Failure.self) { try services(words) }
    #expect(failure.map { "\($0)" }?.contains(expected) == true)
  }
}
