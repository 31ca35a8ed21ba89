import Contracts
import FoundationEssentials
import HTTP
import JSON
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// What became of one row of a file.
struct ImportRow: Codable, Sendable {
  /// 1 is the first row below the header.
  var row: Int
  /// `created`, `updated`, `unchanged` or `refused`
  var outcome: String
  var leadId: ID<Lead>?
  /// Why it was refused: the problem's kind and the fields.
  var reason: String?
}

/// `POST /v1/leads/import?dryRun=&key=`: what became of a file.
struct ImportReport: Codable, Sendable {
  /// Names the batch for `POST /v1/imports/{id}/revert`; none for a dry run.
  var importId: ID<ImportBatch>?
  var dryRun: Bool
  var created: Int
  var updated: Int
  var unchanged: Int
  var refused: Int
  var rows: [ImportRow]
}

/// `POST /v1/imports/{id}/revert`.
struct RevertImport: Command {
  var occurredAt: Instant?
}

/// Leads from a file: each row for itself, never deleting what matches (`rules.md`, Leads).
enum ImportLeads {
  static func run(
    csv: [UInt8], key: String?, isDryRun: Bool, caller: Caller, policy: LeadsPolicy, in unit: borrowing UnitOfWork
  ) throws -> ImportReport {
    guard key == nil || key == "phone" else {
      throw Problem.invalidQuery(
        "key", "not-allowed", Localized(zh: "可用的值:phone。", en: "Use phone, or leave it out."))
    }
    let table = CSVTable(csv)
    guard table.header.contains("phone"), table.header.contains("name") else {
      throw Problem.invalidField(
        "", "no-header",
        Localized(zh: "首行须有 name 和 phone 两列。", en: "The first line must name the columns, name and phone among them."))
    }
    guard table.rows.count <= 5_000 else {
      throw Problem.invalidField(
        "", "too-many", Localized(zh: "一次最多 5000 行。", en: "At most 5000 rows at a time."))
    }
    let database = unit.database
    let (now, importID): (Instant, ID<ImportBatch>) = (unit.now, unit.newID())
    let occurredAt = now
    var report = ImportReport(
      importId: isDryRun ? nil : importID, dryRun: isDryRun, created: 0, updated: 0, unchanged: 0, refused: 0, rows: [])
    try database.execute("SAVEPOINT import")
    for (index, row) in table.rows.enumerated() {
      var result = ImportRow(row: index + 1, outcome: "refused", leadId: nil, reason: nil)
      try database.execute("SAVEPOINT row")
      do {
        (result.outcome, result.leadId) = try take(
          row, key: key, importID: importID, caller: caller, at: occurredAt, policy: policy, in: unit)
        try database.execute("RELEASE row")
      } catch let error as any ProblemConvertible {
        result.reason = error.problem.type
        try database.execute("ROLLBACK TO row")
        try database.execute("RELEASE row")
      } catch let error as Problem {
        result.reason = ([error.type] + error.errors.map(\.pointer)).joined(separator: " ")
        try database.execute("ROLLBACK TO row")
        try database.execute("RELEASE row")
      }
      switch result.outcome {
      case "created": report.created += 1
      case "updated": report.updated += 1
      case "unchanged": report.unchanged += 1
      default: report.refused += 1
      }
      if isDryRun { result.leadId = result.outcome == "created" ? nil : result.leadId }
      report.rows.append(result)
    }
    if isDryRun {
      try database.execute("ROLLBACK TO import")
    } else {
      try unit.record(
        LeadsImported(
          importId: importID, created: report.created, updated: report.updated, refused: report.refused,
          reverted: false, importedBy: ID(caller.subject), on: CompanyZone.day(at: occurredAt),
          occurredAt: occurredAt))
    }
    try database.execute("RELEASE import")
    return report
  }

  private static func take(
    _ row: [String: String], key: String?, importID: ID<ImportBatch>, caller: Caller, at occurredAt: Instant,
    policy: LeadsPolicy, in unit: borrowing UnitOfWork
  ) throws -> (String, ID<Lead>?) {
    func text(_ name: String) -> String? { row[name].flatMap { $0.isEmpty ? nil : $0 } }
    let custom = Dictionary(
      row.filter { $0.key.hasPrefix("custom.") && !$0.value.isEmpty }.map { (String($0.key.dropFirst(7)), $0.value) },
      uniquingKeysWith: { first, _ in first })
    var address: Address? = Address(
      city: text("city"), community: text("community"), building: text("building"), room: text("room"))
    if address == Address() { address = nil }
    guard let channel = LeadSource.Channel(rawValue: text("channel") ?? "bought-list") else {
      throw Problem.invalidField("/channel", "not-allowed", Localized(zh: "渠道未知。", en: "The channel is not known."))
    }
    var budget: Money?
    if let fen = text("budget") {
      guard let amount = Int64(fen) else {
        throw Problem.invalidField("/budget", "not-a-number", Localized(zh: "请写整数(分)。", en: "Write whole fen."))
      }
      budget = try Money(amount)
    }
    let interests = text("interests")?.split { $0 == ";" || $0 == "；" }.map(String.init)
    if key == "phone", let digits = Phone(text("phone") ?? "")?.digits,
      let id = try unit.database.first(
        "SELECT id FROM leads WHERE phone = ? AND merged_into IS NULL ORDER BY id DESC LIMIT 1", digits,
        read: { ID<Lead>($0.text(0)) })
    {
      let current = try Leads.view(id, in: unit.database)
      let changed = try edit(
        current,
        with: EditLead(
          name: text("name"), wechat: text("wechat"), email: text("email"), address: address, interests: interests,
          budget: budget, homeStage: text("homeStage"), notes: text("notes"), custom: custom), importID: importID,
        at: occurredAt, policy: policy, in: unit)
      return (changed ? "updated" : "unchanged", id)
    }
    let command = CaptureLead(
      name: text("name") ?? "", phone: text("phone") ?? "", wechat: text("wechat"), email: text("email"),
      address: address,
      source: LeadSource(
        channel: channel, detail: text("detail"), partnerId: text("partnerId").map { ID($0) },
        campaignId: text("campaignId").map { ID($0) }), interests: interests, budget: budget,
      homeStage: text("homeStage"), notes: text("notes"), custom: custom, ownerId: text("ownerId").map { ID($0) })
    let id = try capture(
      command, owner: command.ownerId ?? caller.ownsWhatItCaptures, importID: importID, at: occurredAt, policy: policy,
      in: unit)
    return ("created", id)
  }

  /// Takes a batch back: what it made becomes invalid, what it changed gets its old values, unless somebody has worked on
  /// it since.
  static func revert(
    _ request: CommandRequest<RevertImport>, policy: LeadsPolicy, in unit: borrowing UnitOfWork
  ) throws -> Answer<ImportReport> {
    let id: ID<ImportBatch> = request.id()
    let batch = try unit.database.first(
      "SELECT created, updated, refused, reverted FROM imports WHERE id = ?", id.text
    ) { ($0.int(0), $0.int(1), $0.int(2), $0.bool(3)) }
    guard let batch else { throw Problem.notFound(Localized(zh: "导入批次", en: "import"), id.text) }
    guard !batch.3 else { throw LeadError.revertedAlready }
    let occurredAt = request.occurredAt(in: unit)
    let day = CompanyZone.day(at: occurredAt)
    var report = ImportReport(
      importId: id, dryRun: false, created: 0, updated: 0, unchanged: 0, refused: 0, rows: [])
    let made = try unit.database.all(
      "SELECT id, version FROM leads WHERE import_id = ? ORDER BY id", id.text
    ) { (ID<Lead>($0.text(0)), $0.int(1)) }
    for (lead, version) in made {
      var row = ImportRow(row: report.rows.count + 1, outcome: "refused", leadId: lead, reason: "worked-on-since")
      if version == 1 {
        try unit.record(
          try Leads.find(lead, in: unit.database).move(to: .invalid, reason: "import-reverted", on: day, at: occurredAt)
        )
        (row.outcome, row.reason) = ("created", nil)
        report.created += 1
      } else {
        report.refused += 1
      }
      report.rows.append(row)
    }
    let edits = try unit.database.all(
      "SELECT e.lead, e.version, e.changes, l.version FROM import_edits e JOIN leads l ON l.id = e.lead WHERE e.import_id = ?",
      id.text
    ) { row in
      let changes: [CustomerUpdated.Change] = try CompactJSON.decoded(from: row.bytes(2))
      return (ID<Lead>(row.text(0)), row.int(1) == row.int(3), changes)
    }
    for (lead, isUntouched, changes) in edits {
      var row = ImportRow(row: report.rows.count + 1, outcome: "refused", leadId: lead, reason: "worked-on-since")
      if isUntouched {
        try edit(
          try Leads.view(lead, in: unit.database), with: try before(changes, of: lead, in: unit.database),
          importID: nil, at: occurredAt, policy: policy, in: unit)
        (row.outcome, row.reason) = ("updated", nil)
        report.updated += 1
      } else {
        report.refused += 1
      }
      report.rows.append(row)
    }
    try unit.record(
      LeadsImported(
        importId: id, created: batch.0, updated: batch.1, refused: batch.2, reverted: true,
        importedBy: ID(request.caller.subject), on: day, occurredAt: occurredAt))
    return Answer(report)
  }

  /// The edit that brings the old values back.
  private static func before(
    _ changes: [CustomerUpdated.Change], of lead: ID<Lead>, in database: Database
  ) throws -> EditLead {
    var edit = EditLead()
    for change in changes {
      let old = Array((change.from ?? "").utf8)
      switch change.field {
      case "name": edit.name = change.from
      case "wechat": edit.wechat = change.from ?? ""
      case "email": edit.email = change.from ?? ""
      case "homeStage": edit.homeStage = change.from ?? ""
      case "notes": edit.notes = change.from ?? ""
      case "address": edit.address = old.isEmpty ? Address() : try CompactJSON.decoded(from: old)
      case "interests": edit.interests = old.isEmpty ? [] : try CompactJSON.decoded(from: old)
      case "budget": edit.budget = old.isEmpty ? nil : try CompactJSON.decoded(from: old)
      case "custom":
        let values: [String: String] = old.isEmpty ? [:] : try CompactJSON.decoded(from: old)
        let added = try Leads.view(lead, in: database).custom.mapValues { _ in "" }
        edit.custom = added.merging(values) { $1 }
      default: break
      }
    }
    return edit
  }
}

/// A CSV file as rows by column names: RFC 4180, with or without the byte order mark.
struct CSVTable {
  var header: [String] = []
  var rows: [[String: String]] = []

  init(_ bytes: [UInt8]) {
    let text = String(
      decoding: bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes, as: UTF8.self)
    var (lines, fields, field, isQuoted) = ([[String]](), [String](), "", false)
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        field.append("\"")
        scalars.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        fields.append(field)
        field = ""
      case "\n" where !isQuoted:
        lines.append(fields + [field])
        (fields, field) = ([], "")
      case "\r" where !isQuoted: continue
      default: field.unicodeScalars.append(scalar)
      }
    }
    if !field.isEmpty || !fields.isEmpty { lines.append(fields + [field]) }
    guard let first = lines.first else { return }
    header = first
    rows = lines.dropFirst().filter { $0 != [""] }.map { line in
      Dictionary(zip(first, line), uniquingKeysWith: { first, _ in first })
    }
  }
}
