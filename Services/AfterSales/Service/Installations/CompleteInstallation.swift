import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

extension CompleteInstallation: Command {
  public static let bodyLimit = BodyLimit.lines

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<InstallationView> {
    let job = try InstallationStore.find(request.id(), in: unit.database)
    let token = EvaluationToken(first: unit.newID(), second: unit.newID())
    let event = try job.complete(
      request.body, owner: try OrderStore.order(job.orderId, in: unit.database)?.salesperson, hash: token.hash,
      today: unit.today, by: try PolicyStore.policy(in: unit.database), employee: ID(request.caller.subject),
      at: request.occurredAt(in: unit), newItem: { unit.newID() }, newProblem: { unit.newID() })
    try unit.record(event)
    var answer = try Answer.installation(job.installationId, asOf: unit.today, in: unit.database)
    answer.remembered = .without(answer.body)
    answer.body.evaluationUrl = token.path
    answer.body.evaluationExpiresOn = event.evaluationExpiresOn
    return answer
  }
}
