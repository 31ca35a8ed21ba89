import Contracts
import JSON
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// Changes of customers and leads, reviews, merges, custom fields, imports.
func applyUpkeep(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as CustomerUpdated: try update(event, in: database)
  case let event as LeadEdited: try edit(event, in: database)
  case let event as ReminderRaised:
    try database.run(
      "INSERT INTO reminders VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", event.rule, event.customerId.text,
      event.raisedOn.description, event.dueOn.description, event.ownerId?.text)
  case let event as LeadReviewDue:
    try database.run(
      "INSERT INTO lead_reviews_due VALUES (?, ?) ON CONFLICT DO NOTHING", event.leadId.text, event.dueOn.description)
  case let event as LeadReviewed:
    try database.run(
      "UPDATE leads SET review_on = ?, version = version + 1 WHERE id = ?", event.nextReviewOn?.description,
      event.leadId.text)
  case let event as LeadContactVerified:
    try database.run(
      "UPDATE leads SET contact_status = ?, contact_on = ?, version = version + 1 WHERE id = ?",
      event.status.rawValue, event.verifiedOn.description, event.leadId.text)
  case let event as LeadsMerged:
    try database.run(
      "UPDATE leads SET merged_into = ?, version = version + 1 WHERE id = ?", event.intoLeadId.text,
      event.leadId.text)
    try countedSource(event.intoLeadId, in: database)
    try database.run("DELETE FROM protected_phones WHERE lead = ?", event.leadId.text)
  case let event as LeadsUnmerged:
    try database.run("UPDATE leads SET merged_into = NULL, version = version + 1 WHERE id = ?", event.leadId.text)
    try countedSource(event.intoLeadId, in: database)
    try protect(event.leadId, in: database)
  case let event as CustomFieldDefined:
    try database.run(
      """
      INSERT INTO custom_fields VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET label = excluded.label,
        kind = excluded.kind, required = excluded.required, options = excluded.options, active = excluded.active,
        version = version + 1
      """, event.entity.rawValue, event.name, event.label, event.kind.rawValue, event.required,
      try Document.text(event.options), event.active)
  case let event as LeadsImported:
    try database.run(
      "INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET reverted = excluded.reverted",
      event.importId.text, event.created, event.updated, event.refused, event.reverted, event.importedBy.text,
      event.on.description)
  default: break
  }
}

/// Merged leads are counted once, with the source of whichever was captured first (`rules.md`, Leads).
private func countedSource(_ lead: ID<Lead>, in database: Database) throws {
  try database.run(
    """
    UPDATE leads SET version = version + 1, counted_source = (
      SELECT source FROM leads WHERE (id = ?1 OR merged_into = ?1) AND EXISTS (
        SELECT 1 FROM leads WHERE merged_into = ?1)
      ORDER BY captured_on, id LIMIT 1)
    WHERE id = ?1
    """, lead.text)
}

private func update(_ event: CustomerUpdated, in database: Database) throws {
  let plain: Set = ["name", "phone", "wechat", "email", "city", "community", "building", "room", "type", "status"]
  let lists: Set = ["tags", "contacts", "properties", "dates"]
  for change in event.changes {
    if plain.contains(change.field) {
      let required = ["name", "phone", "type", "status"].contains(change.field)
      try database.run(
        "UPDATE customers SET \(change.field) = ? WHERE id = ?", change.to ?? (required ? "" : nil),
        event.customerId.text)
    } else if lists.contains(change.field) {
      try database.run(
        "UPDATE customers SET \(change.field) = ? WHERE id = ?", change.to ?? "[]", event.customerId.text)
    } else if change.field == "optOut" {
      try database.run("UPDATE customers SET opt_out = ? WHERE id = ?", change.to ?? "[]", event.customerId.text)
    } else if change.field.hasPrefix("custom.") {
      let text = try database.first("SELECT custom FROM customers WHERE id = ?", event.customerId.text) { $0.bytes(0) }
      var custom = try CompactJSON.decoded([String: String].self, from: text ?? Array("{}".utf8))
      custom[String(change.field.dropFirst(7))] = change.to
      try database.run("UPDATE customers SET custom = ? WHERE id = ?", try Document.text(custom), event.customerId.text)
    }
  }
  let keys = try database.first(
    "SELECT name, community, room FROM customers WHERE id = ?", event.customerId.text
  ) { row in
    (
      PersonName.normalised(row.text(0)),
      AddressKey.text(community: row.optionalText(1), room: row.optionalText(2))
    )
  }
  try database.run(
    "UPDATE customers SET name_key = ?, address_key = ?, version = version + 1 WHERE id = ?", keys?.0 ?? "", keys?.1,
    event.customerId.text)
}

private func edit(_ event: LeadEdited, in database: Database) throws {
  try database.run(
    """
    UPDATE leads SET name = ?, phone = ?, wechat = ?, email = ?, address = ?, channel = ?, source = ?, interests = ?,
      budget = ?, currency = ?, home_stage = ?, notes = ?, custom = ?, in_profile = ?, failed_rules = ?,
      version = version + 1 WHERE id = ?
    """, event.name, event.phone, event.wechat, event.email, try event.address.map { try Document.text($0) },
    event.source.channel.rawValue, try Document.text(event.source), try Document.text(event.interests),
    event.budget?.amount, event.budget?.currency.code, event.homeStage, event.notes, try Document.text(event.custom),
    event.inProfile,
    try Document.text(event.failedRules), event.leadId.text)
  if event.changes.contains(where: { $0.field == "phone" }) {
    try database.run("DELETE FROM protected_phones WHERE lead = ?", event.leadId.text)
    try protect(event.leadId, in: database)
  }
  if let importID = event.importId {
    try database.run(
      "INSERT INTO import_edits SELECT ?, id, version, ? FROM leads WHERE id = ? ON CONFLICT DO NOTHING",
      importID.text, try Document.text(event.changes), event.leadId.text)
  }
}
