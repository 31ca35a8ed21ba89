import Contracts
import HTTP
import JSON
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/erp/orders`: what the ERP's bridge would write into its topic, for an ERP that sends webhooks
/// (`Shared/Contracts/README.md#orders-by-webhook`). The same shapes, mappings, rules and answers.
struct PostERPOrder: Command {
  static let bodyLimit = BodyLimit.lines

  let value: JSON
  var occurredAt: Instant? { nil }

  init(from decoder: any Decoder) throws { value = try JSON(from: decoder) }

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ bridge: ERPBridge
  ) throws -> Answer<ERPOrderView> {
    try bridge.signature?.check(request.http, at: unit.now)
    let record = Record(
      partition: TopicPartition(Catalog.erpOrders, -1), offset: -1, timestamp: unit.now, key: nil,
      value: request.http.body, headers: headers(request.http))
    let subscriptions = Subscriptions(
      service: Source.sales.rawValue, to: [], [], outside: [TakeERPOrder.handler(bridge)])
    let subject: OutsideSubject
    do {
      subject = try subscriptions.take(record, in: unit)
    } catch let error as EnvelopeError {
      throw Problem(
        422, "unreadable", title: Localized(zh: "无法识别为 ERP 订单", en: "This is no order of an ERP"),
        detail: Localized(zh: "未保存任何内容：\(error)", en: "Nothing was kept: \(error)."))
    }
    // Only an order that is stale before any was seen stands nowhere.
    guard let order = try ERPOrderQueries.find(subject.source ?? "", subject.key ?? "", unit.database) else {
      throw Problem.notFound(Localized(zh: "ERP 订单", en: "ERP order"), subject.key ?? "")
    }
    return Answer(order, status: 202)
  }

  /// What a record of the topic would have for headers: the attributes of a CloudEvent in HTTP's binary mode, and whose
  /// order it is otherwise.
  private static func headers(_ request: HTTPRequest) -> [RecordHeader] {
    request.headers.fields.filter { name, _ in
      let name = name.lowercased()
      return name.hasPrefix("ce-") || ["source", "content-type"].contains(name)
    }.map { RecordHeader($0.name.lowercased(), $0.value) }
  }
}
