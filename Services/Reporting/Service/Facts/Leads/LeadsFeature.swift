import Contracts
import Messaging
import Persistence
import ServiceRuntime

extension Feature {
  /// Leads, and the facts about them from whatever source (A3, A12, A20). The stages that they were in are in `funnel`,
  /// which comes before: it reads what a lead was until now.
  static let leads = Feature(
    tables: [
      .copy("leads"), .copy("lead_facts"), .copy("lead_month_sums"), .copy("lead_day_sums"),
      .copy("campaign_month_sums"), .copy("campaign_day_sums"), .copy("lead_merges"), .copy("lead_edits"),
    ],
    listens: [
      .on(LeadCaptured.self, copy: LeadTable.capture), .on(LeadAssigned.self, copy: LeadTable.assign),
      .on(LeadStageChanged.self, copy: LeadTable.move), .on(LeadEdited.self, copy: LeadRestatements.edit),
      .on(LeadsMerged.self, copy: LeadRestatements.merge), .on(LeadsUnmerged.self, copy: LeadRestatements.unmerge),
    ] + EventHandler.onSpent(LeadFacts.spend))
}

extension Migration {
  static let leads = Migration(
    """
    CREATE TABLE leads (
      lead_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, channel TEXT NOT NULL, captured_on TEXT NOT NULL,
      known INTEGER NOT NULL, stage TEXT NOT NULL, owner_id TEXT, in_profile INTEGER NOT NULL) STRICT,
      WITHOUT ROWID;
    CREATE INDEX leads_customer ON leads (customer_id, lead_id);
    -- A fact whose lead is not known yet has no channel and no cohort, and counts nowhere.
    CREATE TABLE lead_facts (
      source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
      lead_id TEXT NOT NULL, channel TEXT, cohort TEXT, day TEXT NOT NULL, known INTEGER NOT NULL,
      currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
      won INTEGER NOT NULL, won_amount INTEGER NOT NULL, PRIMARY KEY (source, stream, number, part)) STRICT,
      WITHOUT ROWID;
    CREATE INDEX lead_facts_waiting ON lead_facts (lead_id) WHERE channel IS NULL;
    CREATE INDEX lead_facts_cell ON lead_facts (channel, cohort, day);
    -- The same facts added up for months (grain 1) and days (grain 2) of the event; of captures by month in the
    -- first table, by day in the second. A few days of capture are found fast only where they stand first.
    CREATE TABLE lead_month_sums (
      grain INTEGER NOT NULL, period TEXT NOT NULL, cohort TEXT NOT NULL, channel TEXT NOT NULL,
      currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
      won INTEGER NOT NULL, won_amount INTEGER NOT NULL,
      PRIMARY KEY (grain, period, cohort, channel, currency)) STRICT, WITHOUT ROWID;
    CREATE TABLE lead_day_sums (
      grain INTEGER NOT NULL, period TEXT NOT NULL, cohort TEXT NOT NULL, channel TEXT NOT NULL,
      currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
      won INTEGER NOT NULL, won_amount INTEGER NOT NULL,
      PRIMARY KEY (grain, cohort, period, channel, currency)) STRICT, WITHOUT ROWID;
    """)

  static let leadsReceived = Migration(
    """
    ALTER TABLE lead_facts ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE lead_facts ADD COLUMN campaign TEXT;
    ALTER TABLE lead_facts ADD COLUMN partner TEXT;
    ALTER TABLE lead_facts ADD COLUMN referrer TEXT;
    ALTER TABLE lead_facts ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX lead_facts_campaign ON lead_facts (campaign, cohort, day) WHERE campaign IS NOT NULL;
    CREATE INDEX lead_facts_referrer ON lead_facts (referrer, cohort, day) WHERE referrer IS NOT NULL;
    ALTER TABLE lead_month_sums ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE lead_day_sums ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE leads ADD COLUMN campaign TEXT;
    ALTER TABLE leads ADD COLUMN partner TEXT;
    ALTER TABLE leads ADD COLUMN referrer TEXT;
    ALTER TABLE leads ADD COLUMN stage_since TEXT;
    """)

  static let leadMerges = Migration(
    """
    -- The columns of the key come first: SQLite 3.40's integrity_check finds NULLs in a table that has others between.
    CREATE TABLE lead_merges (
      lead_id TEXT NOT NULL, source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
      into_id TEXT NOT NULL, undone INTEGER NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL,
      PRIMARY KEY (lead_id, source, stream, number)) STRICT, WITHOUT ROWID;
    CREATE INDEX lead_merges_into ON lead_merges (into_id);
    DROP INDEX lead_facts_waiting;
    CREATE INDEX lead_facts_lead ON lead_facts (lead_id);
    """)

  static let leadsByCampaign = Migration(
    """
    ALTER TABLE lead_facts RENAME TO lead_facts_before;
    CREATE TABLE lead_facts (
      source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
      lead_id TEXT NOT NULL, channel TEXT, cohort TEXT, day TEXT NOT NULL, known INTEGER NOT NULL,
      currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
      won INTEGER NOT NULL, won_amount INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0, campaign TEXT,
      partner TEXT, referrer TEXT, cost INTEGER NOT NULL DEFAULT 0) STRICT;
    INSERT INTO lead_facts SELECT * FROM lead_facts_before;
    DROP TABLE lead_facts_before;
    CREATE INDEX lead_facts_lead ON lead_facts (lead_id);
    CREATE INDEX lead_facts_cell ON lead_facts (channel, cohort, day);
    CREATE INDEX lead_facts_campaign ON lead_facts (campaign, currency, cohort, day) WHERE campaign IS NOT NULL;
    -- The report of referrals has a row for each referrer, which is about as many as there are facts: an index that
    -- has all that it needs.
    CREATE INDEX lead_facts_referrer ON lead_facts (
      referrer, currency, cohort, day, known, leads, valid, won, won_amount, received) WHERE referrer IS NOT NULL;
    -- As the sums of leads, by campaign; costs are among the sums of expenses.
    CREATE TABLE campaign_month_sums (
      grain INTEGER NOT NULL, period TEXT NOT NULL, cohort TEXT NOT NULL, campaign TEXT NOT NULL,
      currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
      won INTEGER NOT NULL, won_amount INTEGER NOT NULL, received INTEGER NOT NULL,
      PRIMARY KEY (grain, period, cohort, campaign, currency)) STRICT, WITHOUT ROWID;
    CREATE TABLE campaign_day_sums (
      grain INTEGER NOT NULL, period TEXT NOT NULL, cohort TEXT NOT NULL, campaign TEXT NOT NULL,
      currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
      won INTEGER NOT NULL, won_amount INTEGER NOT NULL, received INTEGER NOT NULL,
      PRIMARY KEY (grain, cohort, period, campaign, currency)) STRICT, WITHOUT ROWID;
    \(LeadSums.all.filter { $0.key == "campaign" }.map(\.filling).joined(separator: "\n"))
    """)

  /// What edits said of leads; only what reports group by, and only where it changed.
  static let leadEdits = Migration(
    """
    CREATE TABLE lead_edits (
      lead_id TEXT NOT NULL, source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
      channel TEXT NOT NULL, campaign TEXT, partner TEXT, referrer TEXT, in_profile INTEGER NOT NULL,
      day TEXT NOT NULL, known INTEGER NOT NULL, PRIMARY KEY (lead_id, source, stream, number)) STRICT, WITHOUT ROWID;
    """)
}
