import Contracts
import Kernel

/// Where reports say that a lead came from.
public struct LeadOrigin: Hashable, Sendable {
  public var channel: String
  public var campaign: String?
  public var partner: String?
  public var referrer: String?

  public init(channel: String, campaign: String?, partner: String?, referrer: String?) {
    (self.channel, self.campaign, self.partner, self.referrer) = (channel, campaign, partner, referrer)
  }

  public init(_ source: LeadSource) {
    self.init(
      channel: source.channel.rawValue, campaign: source.campaignId?.text, partner: source.partnerId?.text,
      referrer: source.referrerCustomerId?.text)
  }
}

/// What is said of a lead, when it is captured and again by each edit, and reports group it by.
public struct LeadStatement: Hashable, Sendable {
  public var origin: LeadOrigin
  public var inProfile: Bool

  public init(origin: LeadOrigin, inProfile: Bool) {
    self.origin = origin
    self.inProfile = inProfile
  }

  public init(_ event: LeadEdited) {
    self.init(origin: LeadOrigin(event.profile.source), inProfile: event.inProfile)
  }
}

/// What changes how leads count: a merge of a lead into another one, the undoing of one, or an edit.
public struct LeadChange: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case merged(into: ID<Lead>)
    case unmerged
    case edited(LeadStatement)
  }

  public var leadId: ID<Lead>
  public var kind: Kind
  public var day: BusinessDate
  /// Which comes before which: leads writes them one after the other.
  public var order: Int

  public init(_ leadId: ID<Lead>, _ kind: Kind, on day: BusinessDate, order: Int) {
    (self.leadId, self.kind, self.day, self.order) = (leadId, kind, day, order)
  }

  fileprivate var isEdit: Bool {
    if case .edited = kind { true } else { false }
  }
}

/// A lead that was edited, and leads that were merged with each other (`Services/Reporting/README.md#leads`). What an edit
/// says counts from its day on. Merged leads are counted once, with the source of whichever was captured first: the one
/// that was merged into another counts no more, and money for either counts for that source, as it was last said to be.
public struct LeadGroup: Sendable {
  /// How a lead counts.
  public struct Counting: Hashable, Sendable {
    /// False while it is merged into another.
    public var isCounted: Bool
    /// The lead whose source and day of capture it has.
    public var source: ID<Lead>
    /// What that source is.
    public var origin: LeadOrigin
    /// Whether the lead itself is in the target profile.
    public var inProfile: Bool

    /// What is counted of a fact of the lead's.
    public func share(of fact: LeadFact) -> LeadFact {
      var share = fact
      share.leads = isCounted ? fact.leads : 0
      share.inProfile = isCounted && inProfile ? fact.leads : 0
      share.valid = isCounted ? fact.valid : 0
      share.won = isCounted ? fact.won : 0
      return share
    }
  }

  /// A change of how a lead counts, from a day on.
  public struct Turn: Hashable, Sendable {
    public var change: LeadChange
    public var day: BusinessDate
    public var before: Counting
    public var after: Counting

    /// What of a fact counts somewhere else, or no more, or again.
    public func moved(_ fact: LeadFact) -> [(share: LeadFact, sign: Int, counting: Counting)] {
      let (lost, gained) = (before.share(of: fact), after.share(of: fact))
      // An edit that leaves a fact where it was moves nothing of it but the count in the profile.
      if change.isEdit, (before.source, before.origin) == (after.source, after.origin) {
        let profile = LeadFact(leadId: fact.leadId, day: fact.day, inProfile: gained.inProfile - lost.inProfile)
        return profile.isNothing ? [] : [(profile, 1, after)]
      }
      return [(lost, -1, before), (gained, 1, after)].filter { !$0.share.isNothing }
    }
  }

  private let captured: [ID<Lead>: (day: BusinessDate, statement: LeadStatement)]
  private let changes: [LeadChange]

  /// Leads that are not captured yet are left out of account until they are.
  public init(captured: [ID<Lead>: (day: BusinessDate, statement: LeadStatement)], changes: [LeadChange]) {
    self.captured = captured
    self.changes = changes.sorted { $0.order < $1.order }
  }

  /// In the order of the changes; none for a lead that always counted for itself, as it was captured.
  public func turns(of lead: ID<Lead>) -> [Turn] {
    var mergedInto: [ID<Lead>: ID<Lead>] = [:]
    var statements = captured.mapValues(\.statement)
    guard var before = counting(lead, mergedInto, statements) else { return [] }
    var turns: [Turn] = []
    for change in changes {
      switch change.kind {
      case .merged(let target): mergedInto[change.leadId] = target
      case .unmerged: mergedInto[change.leadId] = nil
      case .edited(let statement): statements[change.leadId] = statement
      }
      guard let after = counting(lead, mergedInto, statements), after != before else { continue }
      // What an edit says, and what is said of an edited lead, cannot count before what it takes the place of.
      let earlier = turns.filter { change.isEdit || $0.change.isEdit }.map(\.day)
      turns.append(
        Turn(change: change, day: max(change.day, earlier.max() ?? change.day), before: before, after: after))
      before = after
    }
    return turns
  }

  private func counting(
    _ lead: ID<Lead>, _ mergedInto: [ID<Lead>: ID<Lead>], _ statements: [ID<Lead>: LeadStatement]
  ) -> Counting? {
    let target = mergedInto[lead] ?? lead
    let group = mergedInto.filter { $0.value == target }.map(\.key) + [target, lead]
    let first =
      group.compactMap { lead in captured[lead].map { (day: $0.day, lead: lead) } }
      .min { ($0.day, $0.lead.text) < ($1.day, $1.lead.text) }?.lead ?? lead
    guard let source = statements[first], let own = statements[lead] else { return nil }
    return Counting(
      isCounted: mergedInto[lead] == nil, source: first, origin: source.origin, inProfile: own.inProfile)
  }
}
