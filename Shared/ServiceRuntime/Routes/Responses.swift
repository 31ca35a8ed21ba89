import HTTP
import JSON
import Kernel
import Persistence

extension HTTPResponse {
  /// An answer as JSON with its ETag and place; 204 has no body.
  init(_ answer: Answer<some Codable & Sendable>) throws {
    self.init(status: answer.status, headers: answer.headers)
    if answer.status != 204 {
      headers["Content-Type"] = "application/json"
      body = .bytes(try CompactJSON.encoded(answer.body))
    }
    if let version = answer.version { headers["ETag"] = EntityTag(version: version).field }
    if let location = answer.location { headers["Location"] = location }
  }

  /// The answer that was given to the same command before.
  init(_ kept: IdempotencyKeys.Kept) {
    self.init(status: kept.status, body: .bytes(kept.body))
    for line in kept.headers.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers.add(String(line[..<colon]), String(line[line.index(colon, offsetBy: 2)...]))
    }
  }

  /// What is stored of this answer to a command: nothing where it is told once.
  func kept(of answer: Answer<some Codable & Sendable>, request: Int64) throws -> IdempotencyKeys.Kept {
    switch answer.remembered {
    case .whole: return kept(request: request)
    case .without(let body):
      var rest = answer
      rest.body = body
      return try HTTPResponse(rest).kept(request: request)
    case .nothing: return IdempotencyKeys.Kept(request: request, status: Self.toldOnce, headers: "", body: [])
    }
  }

  /// The status in the place of an answer that is not stored.
  static let toldOnce = 0

  private func kept(request: Int64) -> IdempotencyKeys.Kept {
    guard case .bytes(let bytes) = body else {
      return IdempotencyKeys.Kept(request: request, status: status, headers: "", body: [])
    }
    return IdempotencyKeys.Kept(
      request: request, status: status,
      headers: headers.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n"), body: bytes)
  }
}

extension Problem {
  static let keyReused = Problem(
    422, "idempotency-key-reused",
    title: Localized(zh: "Idempotency-Key 已用于另一个请求", en: "The Idempotency-Key was used for another request"),
    detail: Localized(
      zh: "请为这个请求使用新的 Idempotency-Key。", en: "Give this request an Idempotency-Key of its own."))

  static let toldOnce = Problem(
    409, "told-once", title: Localized(zh: "该结果只显示一次", en: "This answer is given once"),
    detail: Localized(
      zh: "带此 Idempotency-Key 的请求已执行，其中的链接未保存；如需链接，请使用新的 Idempotency-Key 重新生成。",
      en: "The request with this Idempotency-Key was carried out, and its link is stored nowhere; send it with another "
        + "key for a new link."))

  /// The 404 for something that is not here.
  public static func notFound(_ what: Localized, _ id: String) -> Problem {
    Problem(
      404, "not-found", title: Localized(zh: "没有找到\(what.chinese)", en: "There is no such \(what.english)"),
      detail: Localized(
        zh: "编号“\(id)”不存在;请检查编号,刚创建的数据可能稍后才会到达。",
        en: "The id '\(id)' is not known here; check it. What was made a moment ago elsewhere may still be on its way.")
    )
  }

  /// The 422 for one field of a body.
  public static func invalidField(_ pointer: String, _ code: String, _ detail: Localized) -> Problem {
    StrictDecoder.invalidFields([FieldError(pointer: pointer, code: code, detail: detail)])
  }
}

/// An error of a domain that knows how it is answered: the one place where each service says so.
public protocol ProblemConvertible: Error {
  var problem: Problem { get }
}

extension Optional {
  /// What was looked for by its id; throws 404 where it is not there.
  public func orNotFound(_ what: Localized, _ id: String) throws(Problem) -> Wrapped {
    guard let self else { throw .notFound(what, id) }
    return self
  }
}
