import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/leads` (A2, A3, A19).
struct CaptureLead: ApprovableCommand {
  static let bodyLimit = BodyLimit.lines

  var draft: LeadDraft
  var occurredAt: Instant?
  var approvalReason: String?

  private enum CodingKeys: String, CodingKey { case occurredAt, approvalReason }

  init(from decoder: any Decoder) throws {
    draft = try LeadDraft(from: decoder)
    let own = try decoder.container(keyedBy: CodingKeys.self)
    occurredAt = try own.decodeIfPresent(Instant.self, forKey: .occurredAt)
    approvalReason = try own.decodeIfPresent(String.self, forKey: .approvalReason)
  }

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    try checkNames(request, in: unit.database)
    let lead = try record(
      request.body.draft, by: request.caller, policy, at: request.occurredAt(in: unit), in: unit)
    return .created(LeadView(lead), at: "/v1/leads/\(lead.id)")
  }

  /// Who sells keeps what he or she captures, or leaves it to the pool; others hand it to whom they like (A7).
  private static func checkNames(_ request: CommandRequest<Self>, in database: Database) throws {
    let draft = request.body.draft
    try request.requireKnown(draft.source, in: database)
    if request.caller.roles.isDisjoint(with: [.netSales, .shop]) {
      try request.requireKnown(draft.ownerId, at: "/ownerId", in: database)
    } else {
      try request.requireNameable(draft.ownerId, of: .lead, at: "/ownerId", in: database)
    }
  }

  /// Captures a lead, whoever brings it: refuses one that somebody protects, attaches it to a customer known by phone, or
  /// registers one.
  static func record(
    _ draft: LeadDraft, by caller: Caller, importID: ID<ImportBatch>? = nil, _ policy: LeadsPolicy,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws -> LeadState {
    let profile = try draft.checked(try CustomFieldStore.all(of: .lead, in: unit.database))
    let day = CompanyZone.day(at: occurredAt)
    try ProtectedPhones.protection(of: profile.phone, in: unit.database)?.refuse(others: nil, on: day)
    let known = try CustomerStore.id(of: profile.phone, in: unit.database)
    if let known { try ReviewLapse.end(of: known, by: "lead", on: day, policy, at: occurredAt, in: unit) }
    let customer = known ?? unit.newID()
    if known == nil { try unit.record(profile.registered(as: customer, on: day)) }
    let event = profile.captured(
      as: unit.newID(), of: customer, owner: draft.ownerId ?? caller.ownsWhatItCaptures, importID: importID, policy,
      at: occurredAt)
    do {
      try unit.record(event)
    } catch let error as SQLiteError where error.isDuplicate {
      // The constraint knows of a protection that the look-up above did not see (another day, another clock).
      throw LeadError.duplicate(owner: nil, stage: .new)
    }
    let lead = LeadState(event)
    try RecordReferral.record(of: lead, on: day, at: occurredAt, in: unit)
    return lead
  }
}

extension Caller {
  /// Salespeople own what they capture; what others capture goes to the pool (A6).
  var ownsWhatItCaptures: ID<Employee>? {
    self != .local && !roles.isDisjoint(with: [.netSales, .shop]) ? ID(subject) : nil
  }
}
