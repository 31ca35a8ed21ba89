import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/segments` (F1).
struct AddSegment: Command {
  var name: String
  var rules: [SegmentRule]
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<SegmentView> {
    let body = request.body
    let event = try SegmentState.define(
      unit.newID(), name: body.name, rules: body.rules, active: body.active ?? true, at: request.occurredAt(in: unit))
    try unit.record(event)
    try ReviewSegments.review(SegmentState(event), on: event.definedOn, in: unit)
    let answer = try Answer.segment(event.segmentId, in: unit.database)
    return .created(answer.body, at: "/v1/segments/\(event.segmentId)")
  }
}
