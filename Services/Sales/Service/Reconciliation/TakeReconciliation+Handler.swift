import Contracts
import Inbound
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

extension TakeReconciliation {
  private static let statuses = ERPStatuses(of: .reconciliation, by: .sales)

  /// What the bridge sends for reconciliation. Figures that were set aside give way to any later ones, whatever days they
  /// are of: the ERP is asked for what they leave out.
  static func handler(_ bridge: ERPBridge, _ policy: SalesPolicy) -> OutsideHandler {
    .erp(
      .reconciliation, of: .sales, from: bridge, identify: identify, belongs: { _, _ in nil }, tell: statuses.tell,
      take: { envelope, unit in
        let message: ERPReconciliation = try envelope.erpData()
        try message.check(at: unit.now)
        try TakeReconciliation(message: message, source: envelope.source, policy: policy).run(in: unit)
        try statuses.tell(
          .accepted, envelope.source, message.about, revision: Int(message.asOf.milliseconds), message: envelope.id,
          in: unit)
      })
  }

  private struct Head: Decodable {
    var about: String
    var asOf: Instant?

    enum CodingKeys: String, CodingKey { case about, asOf }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      about = try container.decode(String.self, forKey: .about)
      asOf = try? container.decode(Instant.self, forKey: .asOf)
    }
  }

  private static func identify(_ envelope: Envelope) -> (key: String, revision: Int)? {
    guard let head = try? envelope.erpData(Head.self), ERPMessageHead.isNumber(head.about) else { return nil }
    return (ERPKind.reconciliation.key(of: head.about), head.asOf.map { Int($0.milliseconds) } ?? 0)
  }
}

/// What became of the ERP's figures.
struct ERPFiguresView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case accepted
    /// They could not be taken; `reason` says why.
    case parked
  }

  var source: String
  var about: String
  var state: State
  var reason: String?
}

/// `POST /v1/erp/reconciliations`: the ERP's figures by webhook.
enum PostReconciliation {
  static func run(
    _ request: CommandRequest<ERPWebhook>, _ unit: borrowing UnitOfWork, _ bridge: ERPBridge, _ policy: SalesPolicy
  ) throws -> Answer<ERPFiguresView> {
    let subject = try ERPWebhook.take(
      request, unit, of: .reconciliation, by: TakeReconciliation.handler(bridge, policy), from: bridge)
    let (source, key) = (subject.source ?? "", subject.key ?? "")
    var view = ERPFiguresView(
      source: source, about: ERPKind.reconciliation.subject(of: key) ?? key, state: .accepted)
    if let held = try HeldKeys.find(source: source, key: key, in: unit.database),
      try HeldKeys.records(of: held.id, in: unit.database).contains(where: { $0.eventID == subject.id })
    {
      (view.state, view.reason) = (.parked, held.reason)
    }
    return Answer(view, status: 202)
  }
}
