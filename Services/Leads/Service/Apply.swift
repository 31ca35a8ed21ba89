import Contracts
import FoundationEssentials
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// Writes the tables of leads for one of its own events: the only code that does.
func apply(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as EmployeeChanged:
    try database.run(
      """
      INSERT INTO employees VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        role = excluded.role, shop = excluded.shop, active = excluded.active, version = version + 1
      """, event.code.text, event.name, event.role, event.shop?.text, event.active)
  case let event as ShopChanged:
    try database.run(
      """
      INSERT INTO shops VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        address = excluded.address, version = version + 1
      """, event.code.text, event.name, event.address)
  case let event as CustomerRegistered:
    try database.run(
      """
      INSERT INTO customers (id, name, name_key, phone, wechat, email, city, community, building, room, channel, detail,
        registered_on, address_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, event.customerId.text, event.name,
      PersonName.normalised(event.name), event.phone, event.wechat, event.email, event.address.city,
      event.address.community, event.address.building, event.address.room, event.source.channel.rawValue,
      event.source.detail, event.registeredOn.description,
      AddressKey.text(community: event.address.community, room: event.address.room))
  case let event as LeadCaptured: try capture(event, in: database)
  case let event as LeadAssigned:
    try database.run(
      """
      UPDATE leads SET owner = ?, first_owner = coalesce(first_owner, ?), protected_until = ?, version = version + 1
      WHERE id = ?
      """, event.to.text, event.to.text, event.protectedUntil.description, event.leadId.text)
    try protect(event.leadId, in: database)
  case let event as LeadStageChanged:
    try database.run(
      """
      UPDATE leads SET stage = ?, reason = ?, order_id = coalesce(?, order_id), review_on = ?, version = version + 1
      WHERE id = ?
      """, event.to.rawValue, event.reason, event.orderId?.text, event.reviewOn?.description, event.leadId.text)
    // Nobody works on it any more, so nobody is protected.
    if event.to == .lost || event.to == .invalid {
      try database.run("DELETE FROM protected_phones WHERE lead = ?", event.leadId.text)
    } else if event.from == .lost || event.from == .invalid {
      try protect(event.leadId, in: database)
    }
  case let event as ActivityLogged:
    try database.run(
      "INSERT INTO activities VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.activityId.text, event.customerId.text,
      event.leadId?.text, event.employeeId.text, event.channel.rawValue, event.at.milliseconds, event.summary,
      event.nextContactOn?.description)
  case let event as ERPCustomerIdentified:
    try database.run(
      "INSERT OR IGNORE INTO erp_customers VALUES (?, ?, ?)", event.erp.source,
      ERPCustomerName.text(number: event.customerNumber, orderNumber: event.erp.orderNumber), event.customerId.text)
  default:
    try applyUpkeep(event, to: database)
    try applyMarketing(event, to: database)
    try applyLoyalty(event, to: database)
  }
}

private func capture(_ event: LeadCaptured, in database: Database) throws {
  try database.run(
    """
    INSERT INTO leads (id, customer, name, phone, stage, owner, first_owner, channel, source, interests, budget,
      currency, home_stage, notes, custom, in_profile, failed_rules, protected_until, captured_on, version, wechat,
      email, address, import_id)
    VALUES (?, ?, ?, ?, 'new', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
    """,
    event.leadId.text, event.customerId.text, event.name, event.phone, event.ownerId?.text, event.ownerId?.text,
    event.source.channel.rawValue, try Document.text(event.source), try Document.text(event.interests),
    event.budget?.amount, event.budget?.currency.code, event.homeStage, event.notes, try Document.text(event.custom),
    event.inProfile,
    try Document.text(event.failedRules), event.protectedUntil.description, event.capturedOn.description,
    event.wechat, event.email, try event.address.map { try Document.text($0) }, event.importId?.text)
  // The constraint that closes the race of two captures of one phone: an expired protection gives way, a live one not.
  try database.run(
    "DELETE FROM protected_phones WHERE phone = ? AND until < ?", event.phone, event.capturedOn.description)
  try database.run(
    "INSERT INTO protected_phones VALUES (?, ?, ?)", event.phone, event.leadId.text, event.protectedUntil.description)
}

/// Puts a lead's phone under its protection again, unless another lead has it: then that one keeps it.
func protect(_ lead: ID<Lead>, in database: Database) throws {
  try database.run(
    """
    INSERT INTO protected_phones SELECT phone, id, protected_until FROM leads
    WHERE id = ?1 AND stage NOT IN ('lost', 'invalid')
    ON CONFLICT DO UPDATE SET lead = excluded.lead, until = excluded.until
    WHERE lead = excluded.lead OR until < (SELECT captured_on FROM leads WHERE id = ?1)
    """, lead.text)
}

/// How the ERP names a customer here: by its number, or by the order where it has none (`erp.md`).
enum ERPCustomerName {
  static func text(number: String?, orderNumber: String) -> String {
    number.map { "customer \($0)" } ?? "order \(orderNumber)"
  }
}
