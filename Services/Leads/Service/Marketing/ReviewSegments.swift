import Contracts
import Kernel
import LeadsDomain
import Persistence

/// Who came into segments and who left them, told daily and when a segment is defined (F1).
enum ReviewSegments {
  static func sweep(_ day: BusinessDate, _ unit: borrowing UnitOfWork) throws {
    for segment in try SegmentStore.active(in: unit.database) { try review(segment, on: day, in: unit) }
  }

  static func review(_ segment: SegmentState, on day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let changes = segment.review(
      members: try SegmentStore.members(of: segment.id, in: unit.database),
      among: try SegmentStore.facts(asOf: day, in: unit.database), on: day, at: unit.now)
    for change in changes { try unit.record(change) }
  }
}
