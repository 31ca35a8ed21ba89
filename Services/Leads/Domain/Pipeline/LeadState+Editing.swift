import Contracts
import Kernel

extension LeadState {
  /// What an edit changes; nil where it changes nothing. `fields` are the company's own of leads, `holder` is whoever
  /// protects the phone that the edit writes.
  public func edit(
    _ edit: LeadEdit, knowing fields: [CustomField], holder: Protection?, importID: ID<ImportBatch>? = nil,
    _ policy: LeadsPolicy, at occurredAt: Instant
  ) throws -> LeadEdited? {
    try edit.check(fields)
    // The source is what won the lead is credited to (A3).
    if let source = edit.source, source != profile.source, stage == .won { throw LeadError.sourceIsFinal }
    let day = CompanyZone.day(at: occurredAt)
    let new = profile.applying(edit)
    if new.phone != profile.phone { try holder?.refuse(others: id, on: day) }
    let changes = try profile.changes(to: new)
    guard !changes.isEmpty else { return nil }
    let failed = policy.profile.failedRules(budget: new.budget, homeStage: new.homeStage)
    return LeadEdited(
      leadId: id, customerId: customerID, name: new.name, phone: new.phone, wechat: new.wechat, email: new.email,
      address: new.address, source: new.source, interests: new.interests, budget: new.budget,
      homeStage: new.homeStage, notes: new.notes, custom: new.custom, inProfile: failed.isEmpty, failedRules: failed,
      changes: changes, importId: importID, editedOn: day, occurredAt: occurredAt)
  }

  /// Whom this lead came from, where its source names another customer (A20).
  public func referral(on day: BusinessDate, at occurredAt: Instant) -> ReferralRecorded? {
    guard let referrer = profile.source.referrerCustomerId, referrer != customerID else { return nil }
    return ReferralRecorded(
      leadId: id, customerId: customerID, referrerCustomerId: referrer, recordedOn: day, occurredAt: occurredAt)
  }
}
