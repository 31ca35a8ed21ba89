import Contracts
import Kernel

/// A merge of a lead into another one, or the undoing of one.
public struct LeadMerge: Hashable, Sendable {
  public var leadId: ID<Lead>
  /// Nil where a merge was undone.
  public var into: ID<Lead>?
  public var day: BusinessDate
  /// Which comes before which: leads writes them one after the other.
  public var order: Int

  public init(_ leadId: ID<Lead>, into: ID<Lead>?, on day: BusinessDate, order: Int) {
    self.leadId = leadId
    self.into = into
    self.day = day
    self.order = order
  }
}

/// Leads that were merged with each other. Merged leads are counted once, with the source of whichever was captured first
/// (`rules.md`, Leads): the one that was merged into another counts no more, and money for either counts for that source.
public struct LeadGroup: Sendable {
  /// How a lead counts.
  public struct Counting: Hashable, Sendable {
    /// False while it is merged into another.
    public var isCounted: Bool
    /// The lead whose source and day of capture it has.
    public var source: ID<Lead>
  }

  /// A change of how a lead counts, by one merge.
  public struct Turn: Hashable, Sendable {
    public var merge: LeadMerge
    public var before: Counting
    public var after: Counting
  }

  private let capturedOn: [ID<Lead>: BusinessDate]
  private let merges: [LeadMerge]

  /// Leads that are not captured yet are left out of account until they are.
  public init(capturedOn: [ID<Lead>: BusinessDate], merges: [LeadMerge]) {
    self.capturedOn = capturedOn
    self.merges = merges.sorted { $0.order < $1.order }
  }

  /// In the order of the merges; none for a lead that always counted for itself.
  public func turns(of lead: ID<Lead>) -> [Turn] {
    var mergedInto: [ID<Lead>: ID<Lead>] = [:]
    var before = Counting(isCounted: true, source: lead)
    var turns: [Turn] = []
    for merge in merges {
      mergedInto[merge.leadId] = merge.into
      let target = mergedInto[lead] ?? lead
      let group = mergedInto.filter { $0.value == target }.map(\.key) + [target, lead]
      let first = group.filter { capturedOn[$0] != nil }.min { age(of: $0) < age(of: $1) }
      let after = Counting(isCounted: mergedInto[lead] == nil, source: first ?? lead)
      if after != before { turns.append(Turn(merge: merge, before: before, after: after)) }
      before = after
    }
    return turns
  }

  private func age(of lead: ID<Lead>) -> (BusinessDate, String) {
    (capturedOn[lead] ?? BusinessDate(daysSince1970: 0), lead.text)
  }
}
