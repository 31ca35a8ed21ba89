import AfterSalesService
import CBenchmarks
import Contracts
import FinanceService
import Foundation
import Kernel
import LeadsService
import Messaging
import Persistence
import ReportingService
import SQLite
import SalesService
import ServiceRuntime
import TestSupport

/// The year of the demo data, as often as wanted: the event journals of the four services that write any, with ids,
/// phones and numbers of their own in each copy.
struct Corpus {
  static let definitions: [Source: ServiceDefinition] = [
    .leads: LeadsService.definition(), .sales: SalesService.definition(), .finance: FinanceService.definition(),
    .aftersales: AfterSalesService.definition(),
  ]
  /// What a company has one of, however many customers: what these are about is the same in all copies.
  private static let shared = [
    EmployeeChanged.type, ShopChanged.type, PartnerChanged.type, CampaignChanged.type, ProductChanged.type,
    CommissionPlanChanged.type, CrewChanged.type,
  ]

  let folder: String
  let events: [Source: Int64]
  var total: Int64 { events.values.reduce(0, +) }

  func path(of source: Source) -> String { "\(folder)/\(source.rawValue)/\(source.rawValue).sqlite" }

  /// Made in that folder unless it is there already.
  init(copies: Int, of plan: Plan, in base: String) throws {
    folder = "\(base)/events-\(plan.isQuick ? "quick-" : "")\(copies)"
    if access("\(folder)/done", F_OK) != 0 {
      let demo = try Self.demo(plan, in: base)
      try? FileManager.default.removeItem(atPath: folder)
      for source in Source.allCases {
        guard let definition = Self.definitions[source] else { continue }
        let store = try Self.store(definition, in: "\(folder)/\(source.rawValue)")
        store.close()
        let from = "\(demo)/\(definition.name)/\(source.rawValue).sqlite"
        let types = Self.shared.map { strdup($0) }
        defer { for type in types { free(type) } }
        var pointers = types.map { UnsafePointer<CChar>($0) }
        let count = bench_multiply(from, store.path, Int32(copies), &pointers, Int32(pointers.count))
        guard count > 0 else { throw Failure("the events of \(source.rawValue) cannot be multiplied") }
        note("\(count) events of \(source.rawValue)")
      }
      _ = FileManager.default.createFile(atPath: "\(folder)/done", contents: nil)
    }
    var events: [Source: Int64] = [:]
    for source in Source.allCases {
      let database = try Database(path: "\(folder)/\(source.rawValue)/\(source.rawValue).sqlite", mode: .readOnly)
      events[source] = try EventJournal.lastPosition(in: database)
    }
    self.events = events
  }

  /// The stores have published nothing: a cluster is empty.
  func forgetPublishing() throws {
    for source in Source.allCases {
      try Database(path: path(of: source)).execute("UPDATE log_state SET published = 0")
    }
  }

  static func store(_ definition: ServiceDefinition, in folder: String) throws -> Store {
    try Store(
      Store.Options(
        service: definition.subscriptions.service, folder: folder, schemas: [Consumer.schema, definition.schema],
        apply: definition.apply))
  }

  /// A suite as `joinery up` fills it; its stores are at rest afterwards.
  private static func demo(_ plan: Plan, in base: String) throws -> String {
    let folder = "\(base)/demo\(plan.isQuick ? "-quick" : "")"
    if access("\(folder)/done", F_OK) == 0 { return folder }
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    note("the demo data are made")
    let first = Int.random(in: 20_000..<30_000)
    let process = try ChildProcess(
      builtExecutable("joinery"),
      [
        "up", "--data", folder, "--port-base", "\(first)", "--broker-port", "\(first + 9)", "--demo-size",
        plan.isQuick ? "200" : "2000",
      ])
    while try process.line(within: .seconds(600)) != "ready" {}
    process.signal(SIGTERM)
    _ = try process.waitForExit(within: .seconds(60))
    _ = FileManager.default.createFile(atPath: "\(folder)/done", contents: nil)
    return folder
  }
}
