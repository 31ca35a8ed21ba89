import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
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

  init(_ job: InstallationState, order: OrderCopy?, customerName: String?) {
    (id, customerId, self.customerName, orderId) = (job.installationId, job.customerId, customerName, job.orderId)
    (orderNumber, orderState, deliveryId) = (order?.number, order?.state, job.deliveryId)
    (deliveredOn, state, on, slot) = (job.deliveredOn, job.stage, job.on, job.slot)
    (crewId, completedOn, lines) = (job.crewId, job.completedOn, job.lines)
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
  /// The same as a whole address and as a QR code to show to the customer; absent where `JOINERY_PUBLIC_URL` is not set.
  var evaluationLink: CustomerLink?
  var evaluationExpiresOn: BusinessDate?

  init(
    _ job: InstallationState, order: OrderCopy?, customer: CustomerView?, items: [InstalledItemView],
    problems: [ProblemView], evaluations: [EvaluationView]
  ) {
    (id, customerId, self.customer, orderId) = (job.installationId, job.customerId, customer, job.orderId)
    (orderNumber, orderState, deliveryId) = (order?.number, order?.state, job.deliveryId)
    (deliveredOn, state, lines, brief) = (job.deliveredOn, job.stage, job.lines, job.brief)
    (briefReadBy, briefReadOn, on, slot) = (job.briefReadBy, job.briefReadOn, job.on, job.slot)
    (crewId, completedOn, self.items, self.problems) = (job.crewId, job.completedOn, items, problems)
    self.evaluations = evaluations
  }
}

extension InstallationSummary {
  static func summary(of job: InstallationState, in database: Database) throws -> InstallationSummary {
    InstallationSummary(
      job, order: try OrderStore.order(job.orderId, in: database),
      customerName: try CustomerDirectory.customer(job.customerId, in: database)?.name)
  }
}

extension Answer where Body == InstallationView {
  /// The installation as it now is, with its customer as far as the caller sees customers.
  static func installation(
    _ id: ID<Installation>, for customers: Visibility, asOf day: BusinessDate, in database: Database
  ) throws -> Answer {
    let job = try InstallationStore.table.find(id, in: database)
    let evaluations = try EvaluationStore.evaluations(of: id, in: database).map(EvaluationView.init)
    let isClear = try CustomerDirectory.holds(job.customerId, customers.clear, .customers, database)
    let view = InstallationView(
      job, order: try OrderStore.order(job.orderId, in: database),
      customer: try CustomerDirectory.shown(job.customerId, for: customers, .customers, in: database)
        .map(CustomerView.init),
      items: try ArchiveStore.items(of: id, in: database).map { InstalledItemView($0, asOf: day) },
      problems: try ProblemStore.problems(of: id, in: database).map(ProblemView.init),
      evaluations: isClear ? evaluations : evaluations.map(\.masked))
    return Answer(view, version: job.changes)
  }
}
