import Kernel
import HTTP
import JSON

/// A refusal as RFC 9457 puts it: thrown by services, answered as `application/problem+json`.
public struct Problem: Error, Equatable, Sendable {
  /// 400 to 599.
  public let status: Int
  /// The stable name of the kind, `duplicate-lead`; the document's `type` is `/problems/duplicate-lead`.
  public let kind: String
  public let title: Localized
  /// What happened this time and what to do next.
  public var detail: Localized?
  public var errors: [FieldError] = []
  /// Further members of the document. Names of RFC 9457 and `errors` are left out.
  public var members: [JSON.Member] = []
  /// Seconds after which to try again, for 429 and 503.
  public var retryAfter: Int?
  /// Further fields of the answer, such as `WWW-Authenticate`.
  public var headers: HTTPHeaders = [:]

  public init(_ status: Int, _ kind: String, title: Localized, detail: Localized? = nil, errors: [FieldError] = []) {
    self.status = status
    self.kind = kind
    self.title = title
    self.detail = detail
    self.errors = errors
  }

  /// The stable URI of the kind, relative, so that it needs no host.
  public var type: String { "/problems/\(kind)" }

  /// The same problem with another member.
  public func with(_ name: String, _ value: JSON) -> Problem {
    var copy = self
    copy.members.append(JSON.Member(name, value))
    return copy
  }

  /// The body of the answer.
  public func document(in language: Language) -> JSON {
    var document: [JSON.Member] = [
      JSON.Member("type", .string(type)), JSON.Member("title", .string(title[language])),
      JSON.Member("status", JSON(status)),
    ]
    if let detail { document.append(JSON.Member("detail", .string(detail[language]))) }
    if !errors.isEmpty {
      let list = errors.map { error -> JSON in
        ["pointer": .string(error.pointer), "code": .string(error.code), "detail": .string(error.detail[language])]
      }
      document.append(JSON.Member("errors", .array(list)))
    }
    let taken: Set = ["type", "title", "status", "detail", "instance", "errors"]
    document += members.filter { !taken.contains($0.key) }
    return .object(document)
  }

  /// The answer in that language.
  public func response(in language: Language) -> HTTPResponse {
    var headers = headers
    headers["Content-Type"] = "application/problem+json"
    headers["Content-Language"] = language.rawValue
    headers["Retry-After"] = retryAfter.map(String.init)
    return HTTPResponse(status: status, headers: headers, body: .bytes(document(in: language).bytes))
  }

  /// The answer in the language that the request prefers.
  public func response(to request: HTTPRequest) -> HTTPResponse {
    response(in: Language(accepting: request.headers["Accept-Language"]))
  }
}
