import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/segments/{id}`: what is left out stays.
struct EditSegment: Command {
  var name: String?
  var rules: [SegmentRule]?
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<SegmentView> {
    var segment = try SegmentStore.find(request.id(), in: unit.database)
    try request.requireMatch(version: segment.version)
    let body = request.body
    let event = try segment.edit(
      name: body.name, rules: body.rules, active: body.active, at: request.occurredAt(in: unit))
    try unit.record(event)
    segment.apply(event)
    try ReviewSegments.review(segment, on: event.definedOn, in: unit)
    return try .segment(segment.id, in: unit.database)
  }
}
