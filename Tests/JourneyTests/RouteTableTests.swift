import AfterSalesService
import FinanceService
import Foundation
import LeadsService
import ReportingService
import SalesService
import ServiceRuntime
import Testing

@Suite("The table of routes, roles and scopes")
struct RouteTableTests {
  private static let marks = ("<!-- routes -->\n", "<!-- /routes -->\n")

  /// A row for each route that needs a role; its twins as CSV and as a spreadsheet are not told apart.
  private static func table(of service: ServiceDefinition) -> String {
    let routes = service.routes.map(\.description)
    let patterns = Set(routes.map(\.pattern))
    let rows = routes.filter { route in
      route.roles != nil
        && ![".csv", ".xlsx"].contains {
          route.pattern.hasSuffix($0) && patterns.contains(String(route.pattern.dropLast($0.count)))
        }
    }.map { route in
      let cells = Role.allCases.map { cell($0, route) }
      return "| \(route.method) `\(route.pattern)` | \(route.scope.rawValue) | \(cells.joined(separator: " | ")) |"
    }
    let head = """
      **\(service.name)**

      | route | scope | \(Role.allCases.map(\.rawValue).joined(separator: " | ")) |
      |---|---|\(String(repeating: "---|", count: Role.allCases.count))
      """
    return ([head] + rows).joined(separator: "\n")
  }

  private static func cell(_ role: Role, _ route: RouteDescription) -> String {
    guard route.roles?.contains(role) == true || role == .auditor && route.method == "GET" else { return "" }
    guard route.scope != .company else { return "yes" }
    return switch role.reach(in: route.scope) {
    case .nothing: ""
    case .own: "own"
    case .shop: "shop"
    case .all: role.seesPersonalData(in: route.scope) ? "all" : "masked"
    }
  }

  /// `JOINERY_WRITE_ROUTES=1` writes it anew.
  @Test("stands in the runtime's README as the services declare it")
  func table() throws {
    let definitions = [
      LeadsService.definition(), SalesService.definition(), FinanceService.definition(),
      AfterSalesService.definition(), ReportingService.definition(),
    ]
    let table = definitions.map(Self.table).joined(separator: "\n\n") + "\n"
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Shared/ServiceRuntime/README.md").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: Self.marks.0))
    let end = try #require(text.range(of: Self.marks.1))
    if ProcessInfo.processInfo.environment["JOINERY_WRITE_ROUTES"] != nil {
      try text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: table)
        .write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(text[start.upperBound..<end.lowerBound] == table, "write it anew with JOINERY_WRITE_ROUTES=1")
    }
  }
}
