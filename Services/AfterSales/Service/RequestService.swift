import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// `POST /v1/requests`: a customer asks for service (E2). Whether the warranty covers it is decided now, and stored.
struct RequestService: Command {
  var customerId: ID<Customer>
  var kind: ServiceKind
  var description: String
  var installedItemId: ID<InstalledItem>?
  /// Where no single item is meant.
  var installationId: ID<Installation>?
  var severity: String?
  /// What broke it, where that is known already.
  var cause: ServiceCause?
  /// The day of `occurredAt` without it.
  var requestedOn: BusinessDate?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<RequestService>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<RequestView> {
    let body = request.body
    var checks = FieldChecks()
    checks.text("/description", body.description, upTo: FieldChecks.longText)
    checks.length("/severity", body.severity, upTo: 50)
    if try Customers.find(body.customerId, in: unit.database) == nil {
      checks.refuse(
        "/customerId", "unknown-customer",
        Localized(
          zh: "没有这个客户;若刚登记,请稍后重试,数据可能还在路上。",
          en: "There is no such customer here; one registered a moment ago may still be on its way: try again soon."))
    }
    let (warrantyUntil, installation) = try body.warranty(&checks, in: unit.database)
    try checks.finish()
    let time = request.occurredAt(in: unit)
    let day = body.requestedOn ?? CompanyZone.day(at: time)
    let terms = try Terms.service(in: unit.database).terms
    let event = ServiceRequested(
      requestId: unit.newID(),
      number: try DocumentNumbers(table: "document_numbers").next("SR", on: day, in: unit.database),
      customerId: body.customerId, kind: body.kind, description: body.description,
      installedItemId: body.installedItemId, severity: body.severity,
      underWarranty: warrantyUntil.map { WarrantyDecision.isCovered(body.cause, on: day, until: $0) },
      requestedOn: day, occurredAt: time, installationId: installation, warrantyUntil: warrantyUntil,
      cause: body.cause, targetWorkMinutes: terms.target(of: body.kind, severity: body.severity),
      by: ID(request.caller.subject))
    try unit.record(event)
    let answer = try Answer.request(event.requestId, in: unit.database)
    return .created(answer.body, at: "/v1/requests/\(event.requestId)", version: answer.version)
  }

  /// The last day of the warranty of the item, or of the installation as a whole; for what was delivered and is not
  /// installed yet, from the day of delivery.
  private func warranty(
    _ checks: inout FieldChecks, in database: Database
  ) throws -> (BusinessDate?, ID<Installation>?) {
    if let id = installedItemId {
      guard let item = try InstalledItems.find(id, in: database), item.customerId == customerId else {
        checks.refuse(
          "/installedItemId", "unknown-item",
          Localized(zh: "该客户没有这件已安装的产品;请检查编号。", en: "This customer has no such installed item; check the id."))
        return (nil, nil)
      }
      if let installationId, installationId != item.installationId {
        checks.refuse(
          "/installationId", "other-installation",
          Localized(zh: "该产品属于另一张安装单。", en: "The item belongs to another installation."))
      }
      return (item.warrantyUntil, item.installationId)
    }
    guard let id = installationId else { return (nil, nil) }
    guard let job = try Installations.state(id, in: database), job.customerId == customerId else {
      checks.refuse(
        "/installationId", "unknown-installation",
        Localized(zh: "该客户没有这张安装单;请检查编号。", en: "This customer has no such installation; check the id."))
      return (nil, nil)
    }
    let terms = try Terms.warranty(in: database).terms
    return (terms.lastDay(of: "", installedOn: job.completedOn, deliveredOn: job.deliveredOn), id)
  }
}
