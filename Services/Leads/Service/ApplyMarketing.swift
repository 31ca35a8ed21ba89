import Contracts
import Kernel
import Persistence
import SQLite

/// Partners, campaigns and their responses, touches, referrals.
func applyMarketing(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as PartnerChanged:
    try database.run(
      """
      INSERT INTO partners VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        kind = excluded.kind, contact_name = excluded.contact_name, phone = excluded.phone, owner = excluded.owner,
        active = excluded.active, version = version + 1
      """, event.partnerId.text, event.name, event.kind, event.contactName, event.phone, event.ownerId?.text,
      event.active)
  case let event as CampaignChanged:
    try database.run(
      """
      INSERT INTO campaigns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET
        name = excluded.name, kind = excluded.kind, goal = excluded.goal, channel = excluded.channel,
        budget = excluded.budget, currency = excluded.currency, starts_on = excluded.starts_on,
        ends_on = excluded.ends_on, segment = excluded.segment, state = excluded.state,
        attributes = excluded.attributes, version = version + 1
      """, event.campaignId.text, event.name, event.kind, event.goal, event.channel, event.budget?.amount,
      event.budget?.currency.code, event.startsOn.description, event.endsOn.description, event.segmentId?.text,
      event.state.rawValue, try Document.text(event.attributes))
  case let event as CampaignResponded:
    try database.run(
      "INSERT INTO campaign_responses VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", event.campaignId.text,
      event.customerId.text, event.response.rawValue, event.leadId?.text, event.channel, event.on.description)
  case let event as TouchRecorded:
    try database.run(
      "INSERT INTO touches VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.touchId.text, event.customerId.text,
      event.employeeId.text, event.channel, event.at.milliseconds, event.isNew, event.inbound, event.notes)
  case let event as ReferralRecorded:
    try database.run(
      """
      INSERT INTO referrals VALUES (?, ?, ?, ?, 'recorded', 0, NULL, NULL)
      ON CONFLICT DO UPDATE SET referrer = excluded.referrer
      """, event.leadId.text, event.customerId.text, event.referrerCustomerId.text, event.recordedOn.description)
  case let event as ReferralConverted:
    try database.run(
      """
      INSERT INTO referral_orders VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET received = excluded.received
      """, event.orderId.text, event.leadId.text, event.received.amount, event.received.currency.code)
    try database.run(
      """
      UPDATE referrals SET state = ?, currency = ?, changed_on = ?,
        received = (SELECT sum(received) FROM referral_orders WHERE lead = ?4 AND currency = ?2) WHERE lead = ?4
      """, event.state.rawValue, event.received.currency.code, event.on.description, event.leadId.text)
  default: break
  }
}
