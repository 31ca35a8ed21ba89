import Contracts
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

/// A segment as the API shows one.
struct SegmentView: Codable, Sendable {
  var id: ID<Segment>
  var name: String
  var rules: [SegmentRule]
  var active: Bool
  var members: Int
  var version: Int
}

extension SegmentView {
  init(_ segment: SegmentState, members: Int) {
    self.init(
      id: segment.id, name: segment.name, rules: segment.rules, active: segment.active, members: members,
      version: segment.version)
  }
}

extension Answer where Body == SegmentView {
  /// The segment as it now is.
  static func segment(_ id: ID<Segment>, in database: Database) throws -> Answer {
    let segment = try SegmentStore.find(id, in: database)
    let members = try SegmentStore.members(of: id, in: database)
    return Answer(SegmentView(segment, members: members.count), version: segment.version)
  }
}

/// A member of a segment as the API shows one.
struct SegmentMemberView: Codable, Sendable {
  var customerId: ID<Customer>
  var name: String
  var since: String
}
