import Contracts
import Kernel

extension LeadProfile {
  /// The lead that this profile becomes, unless somebody protects its phone (A19).
  public func captured(
    as id: ID<Lead>, of customer: ID<Customer>, owner: ID<Employee>?, importID: ID<ImportBatch>?,
    _ policy: LeadsPolicy, at occurredAt: Instant
  ) -> LeadCaptured {
    let day = CompanyZone.day(at: occurredAt)
    let failed = policy.profile.failedRules(budget: budget, homeStage: homeStage)
    return LeadCaptured(
      leadId: id, customerId: customer, profile: self, ownerId: owner,
      protectedUntil: policy.protectedUntil(from: day), inProfile: failed.isEmpty, failedRules: failed,
      importId: importID, capturedOn: day, occurredAt: occurredAt)
  }

  /// The person or household behind a lead whose phone nobody has.
  public func registered(as id: ID<Customer>, on day: BusinessDate) -> CustomerRegistered {
    CustomerRegistered(
      customerId: id, name: name, phone: phone, wechat: wechat, email: email, address: address ?? Address(),
      source: source, registeredOn: day)
  }
}
