import AfterSalesDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

extension CompleteInstallation: Command {
  public static let bodyLimit = BodyLimit.lines

  /// `base`: where customers reach the service.
  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, at base: String?
  ) throws -> Answer<InstallationView> {
    let job = try InstallationStore.find(request.id(), for: request.visibility, in: unit.database)
    if request.body.crewId != job.crewId {
      try request.requireNameable(crew: request.body.crewId, in: unit.database)
    }
    for (index, owner) in (request.body.problems ?? []).map(\.ownerId).enumerated() {
      try request.requireKnown(owner, at: "/problems/\(index)/ownerId", in: unit.database)
    }
    let token = EvaluationToken(first: unit.newID(), second: unit.newID())
    let event = try job.complete(
      request.body, owner: try OrderStore.order(job.orderId, in: unit.database)?.salesperson, hash: token.hash,
      today: unit.today, by: try PolicyStore.policy(in: unit.database), employee: ID(request.caller.subject),
      at: request.occurredAt(in: unit), newItem: { unit.newID() }, newProblem: { unit.newID() })
    try unit.record(event)
    let customers = request.visibility(of: .customer)
    var answer = try Answer.installation(job.installationId, for: customers, asOf: unit.today, in: unit.database)
    answer.remembered = .without(answer.body)
    // The link shows its opener the customer's phone and address.
    guard try CustomerDirectory.holds(job.customerId, customers.clear, .customers, unit.database) else { return answer }
    answer.body.evaluationUrl = token.path
    answer.body.evaluationLink = base.map { CustomerLink(token.path, at: $0) }
    answer.body.evaluationExpiresOn = event.evaluationExpiresOn
    return answer
  }
}
