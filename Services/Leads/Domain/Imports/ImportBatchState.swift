import Contracts
import Kernel

/// A file of leads that was taken in, as its events made it (H3).
public struct ImportBatchState: Hashable, Sendable {
  public var id: ID<ImportBatch>
  public var created: Int
  public var updated: Int
  public var refused: Int
  public var reverted: Bool

  public init(id: ID<ImportBatch>, created: Int, updated: Int, refused: Int, reverted: Bool) {
    (self.id, self.created, self.updated, self.refused, self.reverted) = (id, created, updated, refused, reverted)
  }

  /// Takes it back, once.
  public func revert(by employee: ID<Employee>, at occurredAt: Instant) throws(LeadError) -> LeadsImported {
    guard !reverted else { throw .revertedAlready }
    return LeadsImported(
      importId: id, created: created, updated: updated, refused: refused, reverted: true, importedBy: employee,
      on: CompanyZone.day(at: occurredAt), occurredAt: occurredAt)
  }
}

/// What one file changed of a lead that was there before.
public struct ImportEdit: Hashable, Sendable {
  public var leadID: ID<Lead>
  /// The lead's version after the file.
  public var version: Int
  public var changes: [FieldChange]

  public init(_ event: LeadEdited, version: Int) throws {
    self.init(
      leadID: event.leadId, version: version,
      changes: try event.changed.fields.map { try event.profile.change(of: $0, since: event.previous) })
  }

  public init(leadID: ID<Lead>, version: Int, changes: [FieldChange]) {
    (self.leadID, self.version, self.changes) = (leadID, version, changes)
  }
}

extension LeadState {
  /// Why what a file made is marked as invalid.
  public static let revertReason = "import-reverted"

  /// Takes back that a file made this lead: it becomes invalid, never deleted. Nil where somebody has worked on it since.
  public func takeBack(_ policy: LeadsPolicy, at occurredAt: Instant) throws(LeadError) -> LeadStageChanged? {
    guard version == 1 else { return nil }
    var event = try move(to: .invalid, reason: Self.revertReason, policy, at: occurredAt)
    // A row of a file that was a mistake is nobody's to look at again.
    event.reviewOn = nil
    return event
  }

  /// What the lead said before a file changed it. Nil where somebody has worked on it since.
  public func before(_ edit: ImportEdit) throws -> LeadProfile? {
    edit.version == version ? try profile.before(edit.changes) : nil
  }
}
