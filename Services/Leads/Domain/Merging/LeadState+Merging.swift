import Contracts
import Kernel

extension LeadState {
  /// Says that this lead is the same as another one (H2). Ids stay, and it can be undone. Refused where either is
  /// merged already, or this one has others merged into it (`isTarget`).
  public func merge(
    into other: LeadState, isTarget: Bool, at occurredAt: Instant
  ) throws(LeadError) -> LeadsMerged {
    guard id != other.id, mergedInto == nil, other.mergedInto == nil, !isTarget else { throw .mergeRefused }
    return LeadsMerged(
      leadId: id, customerId: customerID, intoLeadId: other.id, intoCustomerId: other.customerID,
      firstSource: (isBefore(other) ? self : other).profile.source, mergedOn: CompanyZone.day(at: occurredAt),
      occurredAt: occurredAt)
  }

  public func unmerge(from other: LeadState, at occurredAt: Instant) -> LeadsUnmerged {
    LeadsUnmerged(
      leadId: id, customerId: customerID, intoLeadId: other.id, intoCustomerId: other.customerID,
      unmergedOn: CompanyZone.day(at: occurredAt), occurredAt: occurredAt)
  }

  public mutating func apply(_ event: LeadsMerged) {
    mergedInto = event.intoLeadId
    version += 1
  }

  public mutating func apply(_ event: LeadsUnmerged) {
    mergedInto = nil
    version += 1
  }

  /// What others merged into it mean for this lead: together they count once, with the source of whichever was captured
  /// first; alone it counts with its own.
  public mutating func count(with merged: [LeadState]) {
    let first = (merged + [self]).min { $0.isBefore($1) }
    countedSource = merged.isEmpty ? nil : first?.profile.source
    version += 1
  }

  private func isBefore(_ other: LeadState) -> Bool { (capturedOn, id.text) < (other.capturedOn, other.id.text) }
}
