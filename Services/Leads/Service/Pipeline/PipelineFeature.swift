import Kernel
import Contracts
import LeadsDomain
import Messaging
import Persistence
import ServiceRuntime

private let resource = Resource("leads", scope: .lead, readers: .everyone, writers: .salespeople)

extension Feature {
  /// Leads on their way from new to won, lost or invalid, and back; who works on them; what they say (A3 to A9).
  static func pipeline(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["leads"],
      routes: {
        resource.item(Localized(zh: "一条线索", en: "A lead")) { query, database in
          let visibility = query.visibility
          let lead = try LeadStore.find(query.id(), for: visibility, in: database)
          return try .lead(lead, for: visibility, in: database)
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
      ],
      erases: [
        .texts("leads", ["name", "phone"]),
        .documents("leads", LeadCaptured.personal.union(LeadStageChanged.personal)),
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

  /// The lead as a document beside the columns that it is found by, in place of a column for each field. Members are
  /// sorted by name and absent ones left out, as the document is written from then on.
  static let leadDocuments = Migration(
    """
    CREATE TABLE lead_documents (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL, stage TEXT NOT NULL,
      owner TEXT, channel TEXT NOT NULL, merged_into TEXT, review_on TEXT, import_id TEXT,
      document TEXT NOT NULL) STRICT;
    INSERT INTO lead_documents
    SELECT id, customer, name, phone, stage, owner, channel, merged_into, review_on, import_id, json_patch('{}',
      json_object(
        'capturedOn', captured_on, 'contactStatus', contact_status, 'contactVerifiedOn', contact_on,
        'countedSource', json(counted_source), 'customerID', customer, 'failedRules', json(failed_rules),
        'firstOwnerID', first_owner, 'id', id, 'importID', import_id,
        'inProfile', json(iif(in_profile, 'true', 'false')), 'mergedInto', merged_into, 'orderID', order_id,
        'ownerID', owner, 'profile', json_object(
          'address', json(address), 'budget', json(iif(budget IS NULL, NULL, json_object('amount', budget,
            'currency', currency))), 'custom', json(custom), 'email', email, 'homeStage', home_stage,
          'interests', json(interests), 'name', name, 'notes', notes, 'phone', phone, 'source', json(source),
          'wechat', wechat),
        'protectedUntil', protected_until, 'reason', reason, 'reviewOn', review_on, 'stage', stage,
        'version', version))
    FROM leads;
    DROP TABLE leads;
    ALTER TABLE lead_documents RENAME TO leads;
    CREATE INDEX leads_customer ON leads (customer);
    CREATE INDEX leads_owner ON leads (owner, id);
    CREATE INDEX leads_phone ON leads (phone);
    CREATE INDEX leads_review ON leads (review_on) WHERE review_on IS NOT NULL;
    CREATE INDEX leads_merged ON leads (merged_into) WHERE merged_into IS NOT NULL;
    CREATE INDEX leads_import ON leads (import_id) WHERE import_id IS NOT NULL;
    """)
}
