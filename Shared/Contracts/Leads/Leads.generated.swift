// swift-format-ignore-file
// Written by `.ci/generate-contracts` from the structs of this folder; not to be edited.

import Kernel

extension Catalog {
  static let leadsEvents: [any DomainEvent.Type] = [
    ActivityLogged.self, CampaignChanged.self, CampaignResponded.self, CareDue.self, CarePlanChanged.self,
    CustomFieldDefined.self, CustomerReactivated.self, CustomerRegistered.self, CustomerTierChanged.self,
    CustomerUpdated.self, EmployeeChanged.self, ERPCustomerIdentified.self, GiftGiven.self, LeadAssigned.self,
    LeadCaptured.self, LeadContactVerified.self, LeadEdited.self, LeadReviewDue.self, LeadReviewed.self,
    LeadRevived.self, LeadStageChanged.self, LeadsImported.self, LeadsMerged.self, LeadsUnmerged.self,
    PartnerChanged.self, PointsChanged.self, ReferralConverted.self, ReferralRecorded.self, ReminderRaised.self,
    SegmentChanged.self, SegmentDefined.self, ShopChanged.self, TouchRecorded.self
  ]
}

extension ActivityLogged { public init(
  activityId: ID<Activity>, customerId: ID<Customer>, leadId: ID<Lead>?, employeeId: ID<Employee>, channel: Channel,
  at: Instant, summary: String, nextContactOn: BusinessDate?, _: Void = ()
) { self.init(
  activityId: activityId, customerId: customerId, leadId: leadId, employeeId: employeeId, channel: channel, at: at,
  summary: summary, nextContactOn: nextContactOn
) } }
extension CampaignChanged { public init(
  campaignId: ID<Campaign>, name: String, kind: String, goal: String?, channel: String?, budget: Money?,
  startsOn: BusinessDate, endsOn: BusinessDate, segmentId: ID<Segment>?, state: CampaignState,
  attributes: [String: String], changedOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  campaignId: campaignId, name: name, kind: kind, goal: goal, channel: channel, budget: budget, startsOn: startsOn,
  endsOn: endsOn, segmentId: segmentId, state: state, attributes: attributes, changedOn: changedOn,
  occurredAt: occurredAt
) } }
extension CampaignResponded { public init(
  campaignId: ID<Campaign>, customerId: ID<Customer>, leadId: ID<Lead>?, response: CampaignResponse, channel: String?,
  on: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  campaignId: campaignId, customerId: customerId, leadId: leadId, response: response, channel: channel, on: on,
  occurredAt: occurredAt
) } }
extension CareDue { public init(
  planId: ID<CarePlan>, customerId: ID<Customer>, dateKind: String, ownerId: ID<Employee>?, dueOn: BusinessDate,
  raisedOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  planId: planId, customerId: customerId, dateKind: dateKind, ownerId: ownerId, dueOn: dueOn, raisedOn: raisedOn,
  occurredAt: occurredAt
) } }
extension CarePlanChanged { public init(
  planId: ID<CarePlan>, name: String, dateKind: String, leadDays: Int, tier: String?, active: Bool, occurredAt: Instant,
  _: Void = ()
) { self.init(
  planId: planId, name: name, dateKind: dateKind, leadDays: leadDays, tier: tier, active: active, occurredAt: occurredAt
) } }
extension CustomFieldDefined { public init(
  entity: CustomFieldEntity, name: String, label: String?, kind: CustomFieldKind, required: Bool, options: [String],
  active: Bool, occurredAt: Instant, _: Void = ()
) { self.init(
  entity: entity, name: name, label: label, kind: kind, required: required, options: options, active: active,
  occurredAt: occurredAt
) } }
extension CustomerReactivated { public init(
  customerId: ID<Customer>, lapsedOn: BusinessDate, by: String, on: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  customerId: customerId, lapsedOn: lapsedOn, by: by, on: on, occurredAt: occurredAt
) } }
extension CustomerRegistered { public init(
  customerId: ID<Customer>, name: String, phone: String, wechat: String?, email: String?, address: Address,
  source: LeadSource, registeredOn: BusinessDate, _: Void = ()
) { self.init(
  customerId: customerId, name: name, phone: phone, wechat: wechat, email: email, address: address, source: source,
  registeredOn: registeredOn
) } }
extension CustomerTierChanged { public init(
  customerId: ID<Customer>, from: String?, to: String, reason: String, recency: Int, frequency: Int, monetary: Int,
  received: Money, cumulativePercent: Percent, windowFrom: BusinessDate, on: BusinessDate, occurredAt: Instant,
  _: Void = ()
) { self.init(
  customerId: customerId, from: from, to: to, reason: reason, recency: recency, frequency: frequency,
  monetary: monetary, received: received, cumulativePercent: cumulativePercent, windowFrom: windowFrom, on: on,
  occurredAt: occurredAt
) } }
extension CustomerUpdated { public init(
  customerId: ID<Customer>, changes: [Change], origin: String, updatedOn: BusinessDate, occurredAt: Instant,
  _: Void = ()
) { self.init(
  customerId: customerId, changes: changes, origin: origin, updatedOn: updatedOn, occurredAt: occurredAt
) } }
extension CustomerUpdated.Change { public init(
  field: String, from: String?, to: String?, _: Void = ()
) { self.init(
  field: field, from: from, to: to
) } }
extension ERPCustomerIdentified { public init(
  customerId: ID<Customer>, erp: ERPReference, customerNumber: String?, registered: Bool, _: Void = ()
) { self.init(
  customerId: customerId, erp: erp, customerNumber: customerNumber, registered: registered
) } }
extension EmployeeChanged { public init(
  code: ID<Employee>, name: String, role: String, shop: ID<Shop>?, active: Bool, _: Void = ()
) { self.init(
  code: code, name: name, role: role, shop: shop, active: active
) } }
extension GiftGiven { public init(
  giftId: ID<Gift>, customerId: ID<Customer>, description: String, cost: Money, reason: String?, givenBy: ID<Employee>,
  givenOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  giftId: giftId, customerId: customerId, description: description, cost: cost, reason: reason, givenBy: givenBy,
  givenOn: givenOn, occurredAt: occurredAt
) } }
extension LeadAssigned { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, from: ID<Employee>?, to: ID<Employee>, reason: String?,
  protectedUntil: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, from: from, to: to, reason: reason, protectedUntil: protectedUntil,
  occurredAt: occurredAt
) } }
extension LeadCaptured { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, name: String, phone: String, source: LeadSource, interests: [String],
  budget: Money?, homeStage: String?, notes: String?, custom: [String: String], ownerId: ID<Employee>?,
  protectedUntil: BusinessDate, inProfile: Bool, failedRules: [String], capturedOn: BusinessDate, occurredAt: Instant,
  wechat: String? = nil, email: String? = nil, address: Address? = nil, importId: ID<ImportBatch>? = nil, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, name: name, phone: phone, source: source, interests: interests,
  budget: budget, homeStage: homeStage, notes: notes, custom: custom, ownerId: ownerId, protectedUntil: protectedUntil,
  inProfile: inProfile, failedRules: failedRules, capturedOn: capturedOn, occurredAt: occurredAt, wechat: wechat,
  email: email, address: address, importId: importId
) } }
extension LeadContactVerified { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, status: ContactStatus, verifiedBy: ID<Employee>, verifiedOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, status: status, verifiedBy: verifiedBy, verifiedOn: verifiedOn,
  occurredAt: occurredAt
) } }
extension LeadEdited { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, profile: LeadProfile, changed: ChangedFields<LeadProfile.Field>,
  previous: LeadProfile, inProfile: Bool, failedRules: [String], importId: ID<ImportBatch>?, editedOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, profile: profile, changed: changed, previous: previous, inProfile: inProfile,
  failedRules: failedRules, importId: importId, editedOn: editedOn, occurredAt: occurredAt
) } }
extension LeadProfile { public init(
  name: String, phone: String, wechat: String? = nil, email: String? = nil, address: Address? = nil, source: LeadSource,
  interests: [String] = [], budget: Money? = nil, homeStage: String? = nil, notes: String? = nil,
  custom: [String: String] = [:], _: Void = ()
) { self.init(
  name: name, phone: phone, wechat: wechat, email: email, address: address, source: source, interests: interests,
  budget: budget, homeStage: homeStage, notes: notes, custom: custom
) } }
extension LeadReviewDue { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, ownerId: ID<Employee>?, reason: String?, dueOn: BusinessDate,
  raisedOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, ownerId: ownerId, reason: reason, dueOn: dueOn, raisedOn: raisedOn,
  occurredAt: occurredAt
) } }
extension LeadReviewed { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, outcome: ReviewOutcome, reason: String?, channel: LeadSource.Channel,
  reviewerId: ID<Employee>, notes: String?, nextReviewOn: BusinessDate?, reviewedOn: BusinessDate, occurredAt: Instant,
  _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, outcome: outcome, reason: reason, channel: channel, reviewerId: reviewerId,
  notes: notes, nextReviewOn: nextReviewOn, reviewedOn: reviewedOn, occurredAt: occurredAt
) } }
extension LeadRevived { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, reason: String?, channel: LeadSource.Channel, revivedOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, reason: reason, channel: channel, revivedOn: revivedOn, occurredAt: occurredAt
) } }
extension LeadStageChanged { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, from: LeadStage, to: LeadStage, reason: String?, orderId: ID<Order>?,
  changedOn: BusinessDate, occurredAt: Instant, reviewOn: BusinessDate? = nil, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, from: from, to: to, reason: reason, orderId: orderId, changedOn: changedOn,
  occurredAt: occurredAt, reviewOn: reviewOn
) } }
extension LeadsImported { public init(
  importId: ID<ImportBatch>, created: Int, updated: Int, refused: Int, reverted: Bool, importedBy: ID<Employee>,
  on: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  importId: importId, created: created, updated: updated, refused: refused, reverted: reverted, importedBy: importedBy,
  on: on, occurredAt: occurredAt
) } }
extension LeadsMerged { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, intoLeadId: ID<Lead>, intoCustomerId: ID<Customer>,
  firstSource: LeadSource, mergedOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, intoLeadId: intoLeadId, intoCustomerId: intoCustomerId,
  firstSource: firstSource, mergedOn: mergedOn, occurredAt: occurredAt
) } }
extension LeadsUnmerged { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, intoLeadId: ID<Lead>, intoCustomerId: ID<Customer>,
  unmergedOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, intoLeadId: intoLeadId, intoCustomerId: intoCustomerId,
  unmergedOn: unmergedOn, occurredAt: occurredAt
) } }
extension PartnerChanged { public init(
  partnerId: ID<Partner>, name: String, kind: String, contactName: String?, phone: String?, ownerId: ID<Employee>?,
  active: Bool, occurredAt: Instant, _: Void = ()
) { self.init(
  partnerId: partnerId, name: name, kind: kind, contactName: contactName, phone: phone, ownerId: ownerId,
  active: active, occurredAt: occurredAt
) } }
extension PointsChanged { public init(
  entryId: ID<PointsEntry>, customerId: ID<Customer>, kind: PointsKind, points: Int, reason: String?, refersTo: String?,
  on: BusinessDate, expiresOn: BusinessDate?, occurredAt: Instant, _: Void = ()
) { self.init(
  entryId: entryId, customerId: customerId, kind: kind, points: points, reason: reason, refersTo: refersTo, on: on,
  expiresOn: expiresOn, occurredAt: occurredAt
) } }
extension ReferralConverted { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, referrerCustomerId: ID<Customer>, orderId: ID<Order>,
  state: ReferralState, amount: Money, received: Money, on: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, referrerCustomerId: referrerCustomerId, orderId: orderId, state: state,
  amount: amount, received: received, on: on, occurredAt: occurredAt
) } }
extension ReferralRecorded { public init(
  leadId: ID<Lead>, customerId: ID<Customer>, referrerCustomerId: ID<Customer>, recordedOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  leadId: leadId, customerId: customerId, referrerCustomerId: referrerCustomerId, recordedOn: recordedOn,
  occurredAt: occurredAt
) } }
extension ReminderRaised { public init(
  customerId: ID<Customer>, rule: String, ownerId: ID<Employee>?, dueOn: BusinessDate, raisedOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  customerId: customerId, rule: rule, ownerId: ownerId, dueOn: dueOn, raisedOn: raisedOn, occurredAt: occurredAt
) } }
extension SegmentChanged { public init(
  segmentId: ID<Segment>, customerId: ID<Customer>, isMember: Bool, on: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  segmentId: segmentId, customerId: customerId, isMember: isMember, on: on, occurredAt: occurredAt
) } }
extension SegmentDefined { public init(
  segmentId: ID<Segment>, name: String, rules: [SegmentRule], active: Bool, definedOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  segmentId: segmentId, name: name, rules: rules, active: active, definedOn: definedOn, occurredAt: occurredAt
) } }
extension SegmentRule { public init(
  field: String, comparison: Comparison, value: String, _: Void = ()
) { self.init(
  field: field, comparison: comparison, value: value
) } }
extension ShopChanged { public init(
  code: ID<Shop>, name: String, address: String?, _: Void = ()
) { self.init(
  code: code, name: name, address: address
) } }
extension TouchRecorded { public init(
  touchId: ID<Touch>, customerId: ID<Customer>, employeeId: ID<Employee>, channel: String, at: Instant, isNew: Bool,
  inbound: Bool, notes: String?, occurredAt: Instant, _: Void = ()
) { self.init(
  touchId: touchId, customerId: customerId, employeeId: employeeId, channel: channel, at: at, isNew: isNew,
  inbound: inbound, notes: notes, occurredAt: occurredAt
) } }
