import Contracts
import Crypto
import JSON
import Kernel
import ReportingDomain
import ServiceRuntime

/// An event as it is posted: a CloudEvent by its HTTP binding, signed by the Standard Webhooks specification.
struct WebhookMessage: Sendable {
  let id: String
  var headers: [String]
  let body: [UInt8]

  /// An event of the log; blank where the receiver gets nothing personal.
  init(_ entry: PushLog.Entry, for webhook: Webhook) {
    let data =
      webhook.personal
      ? entry.data : (try? PersonalData.blanked(entry.data, of: entry.type)) ?? Array("{}".utf8)
    let of = entry.attributes
    var attributes: [(String, String)] = [
      ("specversion", "1.0"), ("id", entry.id), ("source", "joinery/\(entry.source)"), ("type", entry.type),
      ("time", entry.time.description),
    ]
    let more: [(String, String?)] = [
      ("subject", of.subject), ("partitionkey", entry.key), ("stream", "\(entry.stream)"), ("streamepoch", entry.epoch),
      ("streamsequence", "\(entry.number)"), ("correlationid", of.correlationid), ("causationid", of.causationid),
      ("actor", of.actor), ("actorrole", of.actorrole), ("traceparent", of.traceparent), ("tracestate", of.tracestate),
    ]
    attributes += more.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
    self.init(id: entry.id, attributes, data, webhook.mode)
    if let trace = of.traceparent { headers.append("traceparent: \(trace)") }
  }

  /// One that says nothing, by which it is tried whether a receiver answers.
  init(pingOf webhook: Webhook, id: String, at now: Instant) {
    let attributes = [
      ("specversion", "1.0"), ("id", id), ("source", "joinery/reporting"), ("type", Self.ping),
      ("time", now.description),
      ("subject", webhook.id.text),
    ]
    self.init(id: id, attributes, Array("{}".utf8), webhook.mode)
  }

  /// A scheduled report: the file is the body, whatever the webhook's mode.
  init(file: ScheduledReport.File, report: String, id: String, missed: Int, due: Instant) {
    self.id = id
    let attributes = [
      ("specversion", "1.0"), ("id", id), ("source", "joinery/reporting"), ("type", Self.report),
      ("time", due.description), ("subject", report), ("filename", file.name), ("scope", file.scope),
      ("missed", "\(missed)"),
    ]
    headers = ["Content-Type: \(file.mediaType)"] + attributes.map { "ce-\($0): \(Self.encoded($1))" }
    body = file.bytes
  }

  static let ping = "joinery.webhook.ping"
  static let report = "joinery.report.scheduled"

  private init(id: String, _ attributes: [(String, String)], _ data: [UInt8], _ mode: Webhook.Mode) {
    self.id = id
    switch mode {
    case .binary:
      headers = ["Content-Type: application/json"] + attributes.map { "ce-\($0): \(Self.encoded($1))" }
      body = data
    case .structured:
      headers = ["Content-Type: application/cloudevents+json; charset=utf-8"]
      let members =
        attributes.map { JSON.Member($0, .string($1)) } + [JSON.Member("datacontenttype", "application/json")]
      let envelope = JSON.object(members).bytes
      // The data stand in it as they came: nothing is read and written again.
      body = envelope.dropLast() + Array(#","data":"#.utf8) + data + Array("}".utf8)
    }
  }

  /// The request, signed with all secrets that are good at that moment.
  func request(to receiver: Receiver, _ webhook: Webhook, at now: Instant, milliseconds: Int) -> OutgoingRequest {
    let timestamp = "\(now.milliseconds / 1000)"
    let signatures = webhook.secrets(at: now).compactMap(WebhookSecret.init).map {
      $0.signature(of: body, id: id, timestamp: timestamp)
    }
    return OutgoingRequest(
      to: receiver,
      headers: headers + [
        "User-Agent: joinery/\(Version.current)", "webhook-id: \(id)", "webhook-timestamp: \(timestamp)",
        "webhook-signature: \(signatures.joined(separator: " "))",
      ], body: body, milliseconds: milliseconds)
  }

  /// As the HTTP binding asks: what is no visible ASCII, and the quote and the percent sign, percent-encoded.
  private static func encoded(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      if byte > 32, byte < 127, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "%") {
        result.append(byte)
      } else {
        let (high, low) = (hexDigit(byte >> 4), hexDigit(byte & 15))
        result += [UInt8(ascii: "%"), high > 57 ? high - 32 : high, low > 57 ? low - 32 : low]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension PushOutcome {
  /// What came of a request, and what is told of it to people: no word of the receiver's, who might repeat an event.
  static func of(_ result: OutgoingResult) -> (outcome: PushOutcome, words: String) {
    switch result {
    case .answered(let status, let retryAfter):
      (PushOutcome(status: status, retryAfter: retryAfter), "the receiver answered \(status)")
    case .unanswered(let words): (.failed, "no answer: \(words)")
    case .unreachable(let words): (.unreachable, "not reached: \(words)")
    }
  }
}
