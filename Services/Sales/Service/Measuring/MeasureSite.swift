import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Keeps what the designer found on site: what holds, what differs from the order, what the installer must know
/// (C18, C19, E11).
struct MeasureSite: Command {
  static let bodyLimit = BodyLimit.lines

  var customerId: ID<Customer>
  var orderId: ID<Order>?
  var confirmed: Bool
  var changed: [SiteMeasured.Change]?
  var appliances: [SiteMeasured.Appliance]?
  var constraints: String?
  /// Whoever asks, without it.
  var designerId: ID<Employee>?
  /// The command's business day without it.
  var measuredOn: BusinessDate?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<MeasurementView> {
    let body = request.body
    let (changed, appliances) = (body.changed ?? [], body.appliances ?? [])
    let visibility = request.visibility
    try CustomerDirectory.require(
      body.customerId, for: request.visibility(of: .customer), .customers, in: unit.database)
    try request.requireKnown(body.designerId, at: "/designerId", in: unit.database)
    if let id = body.orderId {
      guard let order = try OrderStore.state(id, in: unit.database), order.customerId == body.customerId,
        try OrderStore.table.isIn(visibility.seen, id, unit.database)
      else {
        throw Problem.invalidField(
          "/orderId", "unknown-order",
          Localized(zh: "该客户没有这份订单；请检查编号。", en: "This customer has no such order; check the id."))
      }
    }
    let time = request.occurredAt(in: unit)
    let event = SiteMeasured(
      measurementId: unit.newID(), customerId: body.customerId, orderId: body.orderId,
      designerId: body.designerId ?? ID(request.caller.subject), confirmed: body.confirmed, changed: changed,
      appliances: appliances, constraints: body.constraints, measuredOn: body.measuredOn ?? CompanyZone.day(at: time),
      occurredAt: time)
    try event.check()
    try unit.record(event)
    return .created(
      MeasurementView(try MeasurementStore.table.find(event.measurementId, in: unit.database)),
      at: "/v1/measurements/\(event.measurementId)")
  }
}
