import Contracts
import HTTP
import Inbound
import JSON
import Kernel
import Messaging
import Persistence
import ServiceRuntime

/// The body of `POST /v1/erp/…`: what the ERP's bridge would write into its topic, for an ERP that sends webhooks
/// (`Shared/Contracts/README.md#orders-by-webhook`). The same shapes, mappings, rules and answers.
public struct ERPWebhook: Command {
  public static let bodyLimit = BodyLimit.lines

  let value: JSON
  public var occurredAt: Instant? { nil }

  public init(from decoder: any Decoder) throws { value = try JSON(from: decoder) }

  /// Takes it by the rules of its topic, and gives what it is about. Throws 401 for a signature that does not fit, and
  /// 422 for what cannot be read, of which nothing is kept.
  public static func take(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, of kind: ERPKind, by handler: OutsideHandler,
    from bridge: ERPBridge
  ) throws -> OutsideSubject {
    try bridge.signature?.check(request.http, at: unit.now)
    let record = Record(
      partition: TopicPartition(kind.topic, -1), offset: -1, timestamp: unit.now, key: nil,
      value: request.http.body, headers: headers(request.http))
    let subscriptions = Subscriptions(service: kind.owner.rawValue, to: [], [], outside: [handler])
    do {
      return try subscriptions.take(record, in: unit)
    } catch let error as EnvelopeError {
      throw Problem(
        422, "unreadable", title: Localized(zh: "无法识别为 ERP 消息", en: "This is no message of an ERP"),
        detail: Localized(zh: "未保存任何内容：\(error)", en: "Nothing was kept: \(error)."))
    }
  }

  /// What a record of the topic would have for headers: the attributes of a CloudEvent in HTTP's binary mode, and whose
  /// it is otherwise.
  private static func headers(_ request: HTTPRequest) -> [RecordHeader] {
    request.headers.fields.filter { name, _ in
      let name = name.lowercased()
      return name.hasPrefix("ce-") || ["source", "content-type"].contains(name)
    }.map { RecordHeader($0.name.lowercased(), $0.value) }
  }
}
