import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// How a lead stands in the columns of its table. The channel stands beside the source for lists.
enum LeadColumns {
  private static let names = [
    "id", "customer", "name", "phone", "stage", "owner", "first_owner", "channel", "source", "interests", "budget",
    "currency", "home_stage", "notes", "custom", "in_profile", "failed_rules", "protected_until", "captured_on",
    "order_id", "reason", "version", "wechat", "email", "address", "review_on", "contact_status", "contact_on",
    "merged_into", "counted_source", "import_id",
  ]

  static let upsert = """
    INSERT INTO leads (\(names.joined(separator: ", "))) \
    VALUES (?\(String(repeating: ", ?", count: names.count - 1))) \
    ON CONFLICT (id) DO UPDATE SET \(names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
    """

  /// In the order of the names.
  static func values(of lead: LeadState) throws -> [any Bindable] {
    let profile = lead.profile
    return [
      lead.id, lead.customerID, profile.name, profile.phone, lead.stage.rawValue, lead.ownerID, lead.firstOwnerID,
      profile.source.channel.rawValue, try Document.text(profile.source), try Document.text(profile.interests),
      profile.budget?.amount, profile.budget?.currency, profile.homeStage, profile.notes,
      try Document.text(profile.custom), lead.inProfile, try Document.text(lead.failedRules), lead.protectedUntil,
      lead.capturedOn, lead.orderID, lead.reason, lead.version, profile.wechat, profile.email,
      try profile.address.map { try Document.text($0) }, lead.reviewOn, lead.contactStatus?.rawValue,
      lead.contactVerifiedOn, lead.mergedInto, try lead.countedSource.map { try Document.text($0) }, lead.importID,
    ]
  }

  static func lead(_ row: borrowing Row) throws -> LeadState {
    LeadState(
      id: try row.id("id"), customerID: try row.id("customer"), profile: try profile(row),
      stage: try row.choice("stage"), ownerID: try row.optionalID("owner"),
      firstOwnerID: try row.optionalID("first_owner"), inProfile: try row.bool("in_profile"),
      failedRules: try row.document("failed_rules"), protectedUntil: try row.date("protected_until"),
      capturedOn: try row.date("captured_on"), orderID: try row.optionalID("order_id"),
      reason: try row.optionalText("reason"), reviewOn: try row.optionalDate("review_on"),
      contactStatus: try row.optionalChoice("contact_status"),
      contactVerifiedOn: try row.optionalDate("contact_on"), mergedInto: try row.optionalID("merged_into"),
      countedSource: try row.optionalDocument("counted_source"), importID: try row.optionalID("import_id"),
      version: try row.int("version"))
  }

  private static func profile(_ row: borrowing Row) throws -> LeadProfile {
    LeadProfile(
      name: try row.text("name"), phone: try row.text("phone"), wechat: try row.optionalText("wechat"),
      email: try row.optionalText("email"), address: try row.optionalDocument("address"),
      source: try row.document("source"), interests: try row.document("interests"),
      budget: try row.optionalMoney("budget"), homeStage: try row.optionalText("home_stage"),
      notes: try row.optionalText("notes"), custom: try row.document("custom"))
  }
}
