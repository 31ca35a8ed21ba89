import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/installations/{id}/evaluation-link`: another link, so that the customer can say it anew. The token stands
/// in this answer and nowhere else.
struct IssueEvaluationLink: Command {
  var occurredAt: Instant?

  /// `base`: where customers reach the service.
  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, at base: String?
  ) throws -> Answer<EvaluationLinkView> {
    let job = try InstallationStore.find(request.id(), for: request.visibility, in: unit.database)
    let token = EvaluationToken(first: unit.newID(), second: unit.newID())
    let event = try job.issueLink(
      hash: token.hash, today: unit.today, by: try PolicyStore.policy(in: unit.database),
      employee: ID(request.caller.subject), at: request.occurredAt(in: unit))
    try unit.record(event)
    let link = CustomerLink(token.path, at: base)
    var answer = Answer(
      EvaluationLinkView(evaluationUrl: token.path, url: link.url, qr: link.qr, expiresOn: event.expiresOn),
      status: 201)
    answer.remembered = .nothing
    return answer
  }
}

/// A link for a customer.
struct EvaluationLinkView: Codable, Sendable {
  /// A path of this service.
  var evaluationUrl: String
  /// The whole address, and the same as a QR code (SVG); both absent where `JOINERY_PUBLIC_URL` is not set.
  var url: String?
  var qr: String?
  var expiresOn: BusinessDate
}
