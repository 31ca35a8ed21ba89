import Kernel

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
  var created = 0
  var updated = 0
  var unchanged = 0
  var refused = 0
  var rows: [ImportRow] = []

  init(of id: ID<ImportBatch>?, dryRun: Bool) {
    importId = id
    self.dryRun = dryRun
  }

  /// Adds what became of the next row.
  mutating func add(_ outcome: String, _ lead: ID<Lead>?, because reason: String? = nil) {
    switch outcome {
    case "created": created += 1
    case "updated": updated += 1
    case "unchanged": unchanged += 1
    default: refused += 1
    }
    rows.append(ImportRow(row: rows.count + 1, outcome: outcome, leadId: lead, reason: reason))
  }
}
