import Contracts
import Kernel
import Messaging
import Persistence
import ServiceRuntime

extension Feature {
  /// What a service takes in of the ERP's besides orders: from a topic of each kind, and by webhook.
  public static func erpMessages(_ intakes: [ERPIntake], from bridge: ERPBridge) -> Feature {
    var feature = Feature(
      tables: [.unverified("erp_taken")],
      routes: {
        Route.list(
          "/v1/erp-messages", Localized(zh: "ERP 其他消息的处理情况", en: "Where the ERP's other messages stand"), tag: "erp",
          roles: .bridges, scope: .company, of: ERPMessageView.self, parameters: filters, sortedBy: 3
        ) { query, page, database in
          Page(try ERPMessageList.list(query, page, database), limit: page.limit) {
            [.string($0.kind.rawValue), .string($0.source), .string($0.subject)]
          }
        }
      })
    for intake in intakes {
      let handler = intake.handler(bridge)
      let kind = intake.kind.kind
      feature.outside.append(handler)
      feature.routes.append(
        .command(
          "POST", "/v1/erp/\(kind.plural)",
          Localized(
            zh: "接收一条 ERP 消息（webhook）：\(kind.plural)", en: "Take a message of the ERP (webhook): \(kind.plural)"),
          tag: "erp", roles: [.bridge, .manager, .operations], scope: .company, answers: 202
        ) { (request: CommandRequest<ERPWebhook>, unit) in
          let about = try ERPWebhook.take(request, unit, of: kind, by: handler, from: bridge)
          let subject = about.key.flatMap(kind.subject(of:)) ?? ""
          let found = try ERPMessageList.find(kind, about.source ?? "", subject, in: unit.database)
          return Answer(try found.orNotFound(Localized(zh: "ERP 消息", en: "message of the ERP"), subject), status: 202)
        })
    }
    return feature
  }

  private static let filters: [RouteDescription.Parameter] = [
    .init("kind", Localized(zh: "只要这一类", en: "Only of this kind"), ERPKind.self),
    .init("source", Localized(zh: "ERP 的 ce_source", en: "The ERP's ce_source")),
    .init("subject", Localized(zh: "ERP 对它的叫法（如 SKU）", en: "The ERP's name of it, such as a SKU")),
    .init("state", Localized(zh: "只要这种情况的", en: "Only those that stand so"), ERPMessageView.State.self),
    .init(
      "since", Localized(zh: "此刻之后有消息的（RFC 3339）", en: "Only those with a message at or after this moment"),
      Instant.self),
  ]
}

extension Set<Role> {
  /// They see how what the ERP tells is taken in, whosoever's it is.
  public static let bridges: Set = [.manager, .operations, .finance, .bridge]
}
