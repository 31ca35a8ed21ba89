import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceRuntime

/// An installation in a list.
struct InstallationSummary: Codable, Sendable {
  var id: ID<Installation>
  var customerId: ID<Customer>
  var customerName: String?
  var orderId: ID<Order>
  var orderNumber: String?
  /// `confirmed` or `cancelled`, as sales last said; what was delivered is still to be installed or taken back.
  var orderState: String?
  var deliveryId: ID<DeliveryNote>
  var deliveredOn: BusinessDate
  var state: InstallationStage
  var on: BusinessDate?
  var slot: String?
  var crewId: ID<Crew>?
  var completedOn: BusinessDate?
  var lines: [String]

  init(_ job: InstallationState, in database: Database) throws {
    id = job.installationId
    customerId = job.customerId
    customerName = try Customers.find(job.customerId, in: database)?.name
    orderId = job.orderId
    orderNumber = try Orders.number(of: job.orderId, in: database)
    orderState = try Orders.state(of: job.orderId, in: database)
    deliveryId = job.deliveryId
    deliveredOn = job.deliveredOn
    state = job.stage
    on = job.on
    slot = job.slot
    crewId = job.crewId
    completedOn = job.completedOn
    lines = job.lines
  }
}

/// An installation in full: the job, its brief, its archive, its problems, what the customer said.
struct InstallationView: Codable, Sendable {
  var id: ID<Installation>
  var customerId: ID<Customer>
  var customer: CustomerView?
  var orderId: ID<Order>
  var orderNumber: String?
  /// `confirmed` or `cancelled`, as sales last said; what was delivered is still to be installed or taken back.
  var orderState: String?
  var deliveryId: ID<DeliveryNote>
  var deliveredOn: BusinessDate
  var state: InstallationStage
  /// What is to be installed, in words.
  var lines: [String]
  /// What the designer measured, in words (E11).
  var brief: [String]
  var briefReadBy: ID<Employee>?
  var briefReadOn: BusinessDate?
  var on: BusinessDate?
  var slot: String?
  var crewId: ID<Crew>?
  var completedOn: BusinessDate?
  var items: [InstalledItemView]
  var problems: [ProblemView]
  var evaluations: [EvaluationView]
  /// For the customer: a path of this service. Only the answer that makes a link has it.
  var evaluationUrl: String?
  var evaluationExpiresOn: BusinessDate?

  init(_ job: InstallationState, asOf day: BusinessDate, in database: Database) throws {
    id = job.installationId
    customerId = job.customerId
    customer = try Customers.find(job.customerId, in: database)
    orderId = job.orderId
    orderNumber = try Orders.number(of: job.orderId, in: database)
    orderState = try Orders.state(of: job.orderId, in: database)
    deliveryId = job.deliveryId
    deliveredOn = job.deliveredOn
    state = job.stage
    lines = job.lines
    brief = job.brief
    briefReadBy = job.briefReadBy
    briefReadOn = job.briefReadOn
    on = job.on
    slot = job.slot
    crewId = job.crewId
    completedOn = job.completedOn
    items = try InstalledItems.list(
      .init(installation: job.installationId.text), after: "", limit: 1000, in: database
    ).map { InstalledItemView($0, asOf: day) }
    problems = try Problems.list(.init(installation: job.installationId.text), after: "", limit: 1000, in: database)
    evaluations = try EvaluationLinks.evaluations(of: job.installationId, in: database)
  }
}

extension Answer where Body == InstallationView {
  /// The installation as it now is.
  static func installation(_ id: ID<Installation>, asOf day: BusinessDate, in database: Database) throws -> Answer {
    let job = try Installations.find(id, in: database)
    return Answer(try InstallationView(job, asOf: day, in: database), version: job.changes)
  }
}
