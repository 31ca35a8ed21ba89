import Contracts
import Kernel

extension LeadState {
  /// That it says something else from now on; nil where that is the same. `holder` is whoever protects its new phone.
  public func edit(
    to new: LeadProfile, holder: Protection?, importID: ID<ImportBatch>? = nil, _ policy: LeadsPolicy,
    at occurredAt: Instant
  ) throws(LeadError) -> LeadEdited? {
    // The source is what won the lead is credited to (A3).
    if new.source != profile.source, stage == .won { throw LeadError.sourceIsFinal }
    let day = CompanyZone.day(at: occurredAt)
    if new.phone != profile.phone { try holder?.refuse(others: id, on: day) }
    let changed = new.changed(since: profile)
    guard !changed.fields.isEmpty else { return nil }
    let failed = policy.profile.failedRules(budget: new.budget, homeStage: new.homeStage)
    return LeadEdited(
      leadId: id, customerId: customerID, profile: new, changed: changed, previous: profile,
      inProfile: failed.isEmpty, failedRules: failed, importId: importID, editedOn: day, occurredAt: occurredAt)
  }

  /// Whom this lead came from, where its source names another customer (A20).
  public func referral(on day: BusinessDate, at occurredAt: Instant) -> ReferralRecorded? {
    guard let referrer = profile.source.referrerCustomerId, referrer != customerID else { return nil }
    return ReferralRecorded(
      leadId: id, customerId: customerID, referrerCustomerId: referrer, recordedOn: day, occurredAt: occurredAt)
  }
}
