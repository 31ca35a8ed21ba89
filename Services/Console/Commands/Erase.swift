import ConsoleKit
import Contracts
import FoundationEssentials
import JSON
import Kafka
import Kernel
import Persistence
import ServiceRuntime

/// Has all services forget a person (`Shared/ServiceRuntime/README.md#erasure`), waits until each has, overwrites what is
/// free in their files, and says so in a certificate, which holds no personal data.
enum Erase {
  static let command = Subcommand(
    name: "erase",
    forms: [
      "--customer ID [--reason CODE] [--despite-open] [--rewrite-topics] [--backups DIR] [--certificate FILE]"
    ],
    summary: "Erase a person's data in all services, with a certificate.",
    options: [
      Option("customer", "ID", "whom"),
      Option("reason", "CODE", "request (default), retention or mistake; words might hold what is to be forgotten"),
      Option("despite-open", nil, "also where money is owed or a warranty runs"),
      Option(
        "rewrite-topics", nil,
        "empty the services' topics and fill them from the event journals, not waiting for their retention"),
      Option("backups", "DIR", "name the backups there that still hold the person"),
      Option("certificate", "FILE", "write the certificate there as JSON"),
    ],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      guard let customer = arguments.text("customer"), !customer.isEmpty else {
        throw Failure("--customer ID is missing")
      }
      let reason = arguments.text("reason") ?? ErasureReason.request.rawValue
      guard ErasureReason(rawValue: reason) != nil else {
        throw Failure("--reason \(reason): use \(ErasureReason.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      var certificate = try await run(
        settings, ID(customer), reason, despiteOpen: arguments.has("despite-open"),
        backups: arguments.text("backups").map(backups) ?? [])
      if arguments.has("rewrite-topics"), try await rewriteTopics(settings) {
        certificate.topicsRewrittenAt = TimeSource.system.now()
      }
      if let file = arguments.text("certificate") {
        try OwnFile.replace(file, String(decoding: try certificate.json(), as: UTF8.self) + "\n", mode: 0o600)
      }
      Terminal.print(certificate.text)
      return 0
    })

  /// Seconds for which a service may take to hear of it.
  private static let patience = 120

  private static func run(
    _ settings: Settings, _ customer: ID<Customer>, _ reason: String, despiteOpen: Bool, backups: [Certificate.Backup]
  ) async throws -> Certificate {
    let clients = try settings.clients()
    guard let leads = clients.first(where: { $0.name == "leads" }) else {
      throw Failure("leads is not among the services")
    }
    let begun = TimeSource.system.now()
    let erased: Erased = try await leads.post(
      "/v1/customers/\(customer)/erase", ["reason": .string(reason), "despiteOpen": .bool(despiteOpen)], seconds: 120)
    var parts: [Certificate.Part] = []
    for client in clients {
      for person in erased.persons {
        let report = try await report(of: person.customerId, client)
        parts.append(
          .init(service: client.name, customerId: person.customerId, erasedAt: report.erasedAt, rows: report.rows))
        Terminal.print("\(client.name): \(report.rows.values.reduce(0, +)) rows blanked")
      }
      let compacted: Compacted = try await client.post("/ops/compact", seconds: 3600)
      Terminal.print("\(client.name): written anew in \(compacted.milliseconds) ms, \(compacted.bytes) bytes")
    }
    return Certificate(
      customerId: customer, reason: reason, erasedAt: parts.map(\.erasedAt).min() ?? begun,
      checkedAt: TimeSource.system.now(), parts: parts,
      topicsForgetOn: CompanyZone.day(at: begun).adding(days: try Topics.longestDays(settings)),
      backups: backups.filter { $0.createdAt < begun.description })
  }

  /// What topics have is forgotten, and what the event journals have is written into them again, which is blank by now:
  /// consumers drop what they had, and who is behind asks. The ERP's topic is the bridge's, and forgets by retention.
  /// False where the broker empties no topics.
  private static func rewriteTopics(_ settings: Settings) async throws -> Bool {
    let own = Source.allCases.map(\.topic)
    let copies = Catalog.topics.map(\.name).filter { $0.hasSuffix(".dead-letters") }
    guard try KafkaTopics(try settings.kafkaConfiguration()).empty(own + copies) else {
      Terminal.note("the embedded broker empties no topics: it forgets with its next start")
      return false
    }
    for client in try settings.clients() where client.name != "reporting" {
      try await client.send("POST", "/ops/replay?from=1", body: JSON.object([]).bytes)
      Terminal.print("\(client.name): its topic is emptied and filled from the event journal")
    }
    return true
  }

  private static func report(of customer: ID<Customer>, _ client: ServiceClient) async throws -> Erasures.Report {
    let end = ContinuousClock.now + .seconds(patience)
    while true {
      do {
        return try await client.get("/ops/erasures/\(customer)")
      } catch let refusal as ServiceClient.Refusal where refusal.status == 404 {
        guard ContinuousClock.now < end else {
          throw Failure(
            "\(client.name) has not heard of it within \(patience) s: see 'joinery streams', then run this again; it "
              + "goes on where it stopped")
        }
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  private static func backups(in folder: String) -> [Certificate.Backup] {
    let inside = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).map { "\(folder)/\($0)" }
    return ([folder] + inside.sorted()).compactMap { place in
      (try? BackupManifest.read(from: place)).map { Certificate.Backup(folder: place, createdAt: $0.createdAt) }
    }
  }

  /// What leads answers.
  private struct Erased: Decodable {
    struct Person: Decodable {
      var customerId: ID<Customer>
    }

    var persons: [Person]
  }
}

/// That a person was erased, where, and what still holds her or him. It names nobody.
struct Certificate: Codable, Sendable {
  struct Part: Codable, Sendable {
    var service: String
    var customerId: ID<Customer>
    var erasedAt: Instant
    /// Rows that were blanked or deleted, by table.
    var rows: [String: Int]
  }

  /// One that was made before, and is erased again when it is restored.
  struct Backup: Codable, Sendable {
    var folder: String
    var createdAt: String
  }

  var customerId: ID<Customer>
  var reason: String
  var erasedAt: Instant
  var checkedAt: Instant
  var parts: [Part]
  /// When the topics have forgotten what was sent before, by their retention.
  var topicsForgetOn: BusinessDate
  /// When they were emptied and filled from the event journals; nil where that was not asked for or cannot be.
  var topicsRewrittenAt: Instant?
  var backups: [Backup]

  func json() throws -> [UInt8] { try CompactJSON.encoded(self) }

  var text: String {
    let rows = parts.map { part in
      "  \(part.service) \(part.customerId): \(part.rows.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
    }
    let old = backups.map { "  \($0.folder) of \($0.createdAt)" }
    return
      (["customer \(customerId) is erased (\(reason)), at \(erasedAt), seen in every service at \(checkedAt)"] + rows
      + [
        topicsRewrittenAt.map {
          "topics were emptied at \($0) and filled from the event journals; the ERP's forget by \(topicsForgetOn)"
        } ?? "topics forget what was sent before by \(topicsForgetOn); the embedded broker's with its next start"
      ]
      + (old.isEmpty
        ? [] : ["these backups still hold the person, and are erased again when they are restored:"] + old))
      .joined(separator: "\n")
  }
}
