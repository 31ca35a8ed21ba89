import Kernel
import Contracts
import LeadsDomain
import Messaging
import Persistence
import ServiceRuntime

private let resource = Resource("leads", readers: .everyone, writers: .salespeople)

extension Feature {
  /// Leads on their way from new to won, lost or invalid, and back; who works on them; what they say (A3 to A9).
  static func pipeline(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["leads"],
      routes: {
        resource.item(Localized(zh: "一条线索", en: "A lead")) { query, database in
          let lead = try LeadStore.find(query.id(), in: database)
          try LeadScope(of: query.caller).require(lead, in: database)
          return Answer(LeadView(lead), version: lead.version)
        }
        resource.edit(Localized(zh: "修改线索", en: "Change a lead")) { try EditLead.run($0, policy, $1) }
        resource.act("stage", Localized(zh: "推进线索", en: "Move a lead")) { try MoveLead.run($0, policy, $1) }
        resource.act("invalidate", Localized(zh: "标为无效", en: "Mark a lead as invalid")) {
          try InvalidateLead.run($0, policy, $1)
        }
        resource.act("assign", Localized(zh: "分配线索", en: "Assign a lead")) { try AssignLead.run($0, policy, $1) }
        resource.act("review", Localized(zh: "复核无效线索", en: "Review an invalid lead")) {
          try ReviewLead.run($0, policy, $1)
        }
      },
      writes: [
        .on(LeadAssigned.self, LeadStore.assign), .on(LeadStageChanged.self, LeadStore.move),
        .on(LeadEdited.self, LeadStore.edit), .on(LeadReviewed.self, LeadStore.review),
        .on(LeadContactVerified.self, LeadStore.verify), .nothing(LeadRevived.self),
      ],
      listens: [
        .on(QuoteIssued.self, react: FollowSales.quoted), .on(OrderConfirmed.self, react: FollowSales.ordered),
      ])
  }
}

extension Migration {
  static let pipeline = Migration(
    """
    CREATE TABLE leads (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL, stage TEXT NOT NULL,
      owner TEXT, first_owner TEXT, channel TEXT NOT NULL, source TEXT NOT NULL, interests TEXT NOT NULL,
      budget INTEGER, currency TEXT, home_stage TEXT, notes TEXT, custom TEXT NOT NULL,
      in_profile INTEGER NOT NULL, failed_rules TEXT NOT NULL, protected_until TEXT NOT NULL,
      captured_on TEXT NOT NULL, order_id TEXT, reason TEXT, version INTEGER NOT NULL, wechat TEXT, email TEXT,
      address TEXT) STRICT;
    CREATE INDEX leads_customer ON leads (customer);
    CREATE INDEX leads_owner ON leads (owner, id);
    """)

  static let leadReviews = Migration(
    """
    ALTER TABLE leads ADD COLUMN review_on TEXT;
    ALTER TABLE leads ADD COLUMN contact_status TEXT;
    ALTER TABLE leads ADD COLUMN contact_on TEXT;
    ALTER TABLE leads ADD COLUMN merged_into TEXT;
    ALTER TABLE leads ADD COLUMN counted_source TEXT;
    ALTER TABLE leads ADD COLUMN import_id TEXT;
    CREATE INDEX leads_phone ON leads (phone);
    CREATE INDEX leads_review ON leads (review_on) WHERE review_on IS NOT NULL;
    CREATE INDEX leads_merged ON leads (merged_into) WHERE merged_into IS NOT NULL;
    CREATE INDEX leads_import ON leads (import_id) WHERE import_id IS NOT NULL;
    """)
}
