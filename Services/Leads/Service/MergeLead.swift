import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/leads/{id}/merge`: this lead is the same as another one. Ids stay; it can be undone.
struct MergeLead: Command {
  var into: ID<Lead>
  var occurredAt: Instant?
}

/// `POST /v1/leads/{id}/unmerge`.
struct UnmergeLead: Command {
  var occurredAt: Instant?
}

func mergeLead(_ request: CommandRequest<MergeLead>, in unit: borrowing UnitOfWork) throws -> Answer<LeadView> {
  let lead = try Leads.view(request.id(), in: unit.database)
  guard try Leads.findIfKnown(request.body.into, in: unit.database) != nil else {
    throw Problem.invalidField(
      "/into", "unknown", Localized(zh: "没有这条线索。", en: "There is no such lead."))
  }
  let into = try Leads.view(request.body.into, in: unit.database)
  let isTarget = try unit.database.exists("SELECT 1 FROM leads WHERE merged_into = ?", lead.id.text)
  guard lead.id != into.id, lead.mergedInto == nil, into.mergedInto == nil, !isTarget else {
    throw LeadError.mergeRefused
  }
  let occurredAt = request.occurredAt(in: unit)
  let first = (lead.capturedOn, lead.id.text) < (into.capturedOn, into.id.text) ? lead.source : into.source
  try unit.record(
    LeadsMerged(
      leadId: lead.id, customerId: lead.customerId, intoLeadId: into.id, intoCustomerId: into.customerId,
      firstSource: first, mergedOn: CompanyZone.day(at: occurredAt), occurredAt: occurredAt))
  let view = try Leads.view(lead.id, in: unit.database)
  return Answer(view, version: view.version)
}

func unmergeLead(_ request: CommandRequest<UnmergeLead>, in unit: borrowing UnitOfWork) throws -> Answer<LeadView> {
  let lead = try Leads.view(request.id(), in: unit.database)
  guard let intoID = lead.mergedInto else { throw LeadError.notMerged }
  let into = try Leads.view(intoID, in: unit.database)
  let occurredAt = request.occurredAt(in: unit)
  try unit.record(
    LeadsUnmerged(
      leadId: lead.id, customerId: lead.customerId, intoLeadId: into.id, intoCustomerId: into.customerId,
      unmergedOn: CompanyZone.day(at: occurredAt), occurredAt: occurredAt))
  let view = try Leads.view(lead.id, in: unit.database)
  return Answer(view, version: view.version)
}
