import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/leads/{id}/stage` (A9).
struct MoveLead: Command {
  var stage: LeadStage
  var reason: String?
  var occurredAt: Instant?
}

/// `POST /v1/leads/{id}/invalidate` (A4).
struct InvalidateLead: Command {
  var reason: String
  /// When to look at it again; the reason decides where it is left out.
  var reviewOn: BusinessDate?
  var occurredAt: Instant?
}

/// `POST /v1/leads/{id}/assign` (A6, A7).
struct AssignLead: Command {
  var ownerId: ID<Employee>
  var reason: String?
  var occurredAt: Instant?
}

func moveLead(_ request: CommandRequest<MoveLead>, policy: LeadsPolicy, in unit: borrowing UnitOfWork) throws -> Answer<
  LeadView
> {
  try move(
    request.id(), to: request.body.stage, reason: request.body.reason, at: request.occurredAt(in: unit), policy: policy,
    in: unit)
}

func invalidateLead(
  _ request: CommandRequest<InvalidateLead>, policy: LeadsPolicy, in unit: borrowing UnitOfWork
) throws -> Answer<LeadView> {
  var checks = FieldChecks()
  checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
  try checks.finish()
  return try move(
    request.id(), to: .invalid, reason: request.body.reason, reviewOn: request.body.reviewOn,
    at: request.occurredAt(in: unit), policy: policy, in: unit)
}

private func move(
  _ id: ID<Lead>, to stage: LeadStage, reason: String?, reviewOn: BusinessDate? = nil, at occurredAt: Instant,
  policy: LeadsPolicy,
  in unit: borrowing UnitOfWork
) throws -> Answer<LeadView> {
  var checks = FieldChecks()
  checks.length("/reason", reason, upTo: FieldChecks.longText)
  try checks.finish()
  let lead = try Leads.find(id, in: unit.database)
  try unit.record(
    try lead.move(
      to: stage, reason: reason,
      reviewOn: reviewOn ?? policy.reviewOn(after: CompanyZone.day(at: occurredAt), because: reason),
      on: CompanyZone.day(at: occurredAt), at: occurredAt))
  let view = try Leads.view(id, in: unit.database)
  return Answer(view, version: view.version)
}

func assignLead(
  _ request: CommandRequest<AssignLead>, policy: LeadsPolicy, in unit: borrowing UnitOfWork
) throws -> Answer<LeadView> {
  var checks = FieldChecks()
  checks.length("/reason", request.body.reason, upTo: FieldChecks.longText)
  try checks.finish()
  let lead = try Leads.find(request.id(), in: unit.database)
  let occurredAt = request.occurredAt(in: unit)
  try unit.record(
    try lead.assign(
      to: request.body.ownerId, reason: request.body.reason,
      protectedUntil: CompanyZone.day(at: occurredAt).adding(days: policy.protectionDays), at: occurredAt))
  let view = try Leads.view(lead.id, in: unit.database)
  return Answer(view, version: view.version)
}
