import Kernel
import JSON

/// What a service says of one of its routes: the source of its OpenAPI operation.
public struct RouteDescription: Sendable {
  public typealias Described = (any (Decodable & Sendable).Type)

  /// A parameter of the query or a header field; those of the path come from the pattern.
  public struct Parameter: Sendable {
    public enum Location: String, Sendable {
      case query
      case header
    }

    public let name: String
    public let location: Location
    public let summary: Localized
    public let type: Described
    public let isRequired: Bool
    /// Whether an empty value in the query is the same as none, as a form's empty field is.
    public let mayBeEmpty: Bool

    public init(
      _ name: String, _ summary: Localized, _ type: Described = String.self, in location: Location = .query,
      isRequired: Bool = false, mayBeEmpty: Bool = true
    ) {
      self.name = name
      self.location = location
      self.summary = summary
      self.type = type
      self.isRequired = isRequired
      self.mayBeEmpty = mayBeEmpty && location == .query && !isRequired
    }
  }

  /// An answer that is no refusal, or a refusal in a form of its own.
  public struct Answer: Sendable {
    public let status: Int
    public let summary: Localized
    /// The JSON body's type; nil for none, or for one that is only of `mediaTypes`.
    public let body: Described?
    /// Further forms of the same answer: `text/csv`.
    public let mediaTypes: [String]
    public let hasETag: Bool

    public init(
      _ status: Int, _ summary: Localized, _ body: Described? = nil, mediaTypes: [String] = [], hasETag: Bool = false
    ) {
      self.status = status
      self.summary = summary
      self.body = body
      self.mediaTypes = mediaTypes
      self.hasETag = hasETag
    }
  }

  /// 1 to 500.
  private struct RowLimit: Decodable, DescribedSchema {
    static let schema: JSON = ["type": "integer", "minimum": 1, "maximum": 500, "examples": [50]]

    init(from decoder: any Decoder) throws { _ = try decoder.singleValueContainer().decode(Int.self) }
  }

  private struct CursorText: Decodable, DescribedSchema {
    static let schema: JSON = ["type": "string", "minLength": 1, "examples": ["WzEyXQ"]]

    init(from decoder: any Decoder) throws { _ = try decoder.singleValueContainer().decode(String.self) }
  }

  /// What lists take in pages.
  public static let paging = paging(Localized(zh: "每页行数,1 到 500", en: "Rows a page, 1 to 500"))

  /// The same where all rows are answered without either.
  public static let optionalPaging = paging(
    Localized(
      zh: "每页行数,1 到 500;没有 limit 与 cursor 时为全部行", en: "Rows a page, 1 to 500; all rows without limit and cursor"))

  private static func paging(_ limit: Localized) -> [Parameter] {
    [
      Parameter("limit", limit, RowLimit.self, mayBeEmpty: false),
      Parameter(
        "cursor", Localized(zh: "上一页的 nextCursor", en: "nextCursor of the page before"), CursorText.self,
        mayBeEmpty: false),
    ]
  }

  /// In capitals.
  public let method: String
  /// As the router has it: `/v1/leads/{id}/assign`.
  public let pattern: String
  public let summary: Localized
  public let tag: String
  /// Who may call it; nil: everyone, without a token. Roles that see nothing of its scope are none of them.
  public let roles: Set<Role>?
  /// What it touches.
  public let scope: Scope
  public var parameters: [Parameter] = []
  /// The type of the JSON body.
  public var body: Described?
  /// Media types of a body that is not JSON.
  public var bodyMediaTypes: [String] = []
  public var answers: [Answer]
  public var takesIdempotencyKey = false
  public var requiresIfMatch = false
  public var takesAsOf = false
  /// Whether query parameters that are not declared are overlooked instead of refused: of probes, which monitors ask in
  /// their own ways, of pages that everybody may open, to whose links messengers add their own, and of files.
  public var ignoresOtherParameters: Bool

  public init(
    _ method: String, _ pattern: String, _ summary: Localized, tag: String, roles: Set<Role>?, scope: Scope,
    answers: [Answer]
  ) {
    self.method = method
    self.pattern = pattern
    self.summary = summary
    self.tag = tag
    self.roles = roles.map { $0.filter { $0.reach(in: scope) > .nothing } }
    self.scope = scope
    self.answers = answers
    ignoresOtherParameters = roles == nil && method == "GET"
  }

  /// The roles by which it lets people in: an auditor reads what anybody may.
  var admitting: Set<Role> {
    guard let roles else { return [] }
    return method == "GET" || method == "HEAD" ? roles.union([.auditor]) : roles
  }

  /// The names between braces in the pattern.
  var pathParameters: [String] {
    pattern.split(separator: "{").dropFirst().compactMap { part in
      part.firstIndex(of: "}").map { String(part[..<$0]) }
    }
  }

  /// The names of the query parameters that it reads.
  var queryParameters: Set<String> {
    Set(parameters.filter { $0.location == .query }.map(\.name) + (takesAsOf ? ["asOf"] : []))
  }

  /// Whether it belongs to a link that opens one thing for whoever has it: a customer's, an invitation.
  var isOfLink: Bool { roles == nil && !pathParameters.isEmpty }

  /// Whether it is what a link's page sends.
  var isCommandOfLink: Bool { isOfLink && body != nil }

  /// Unique, because method and pattern are: `postLeadsByIdAssign`.
  var operationID: String {
    let words = pattern.split { !$0.isLetter && !$0.isNumber && $0 != "{" }.filter { $0 != "v1" }
    return method.lowercased()
      + words.map { word in
        let name = word.drop { $0 == "{" }
        return (word.hasPrefix("{") ? "By" : "") + name.prefix(1).uppercased() + name.dropFirst()
      }.joined()
  }

  /// Whether no body at all does, since an empty object would.
  var maySendNoBody: Bool {
    func reads<Body: Decodable>(_ type: Body.Type) -> Bool {
      (try? StrictDecoder.decode(type, from: Array("{}".utf8))) != nil
    }
    return body.map { reads($0) } ?? false
  }

  /// The statuses of refusals that can occur.
  var refusals: [Int] {
    var statuses: Set = [400, 429, 500, 503]
    let writes = method != "GET" && method != "HEAD"
    if roles != nil { statuses.formUnion([401, 403]) }
    if !pathParameters.isEmpty { statuses.insert(404) }
    if writes { statuses.formUnion([409, 413, 422]) }
    // Links end.
    if isOfLink { statuses.insert(410) }
    if isCommandOfLink { statuses.insert(403) }
    if !ignoresOtherParameters { statuses.insert(422) }
    if body != nil || !bodyMediaTypes.isEmpty { statuses.insert(415) }
    if requiresIfMatch { statuses.formUnion([412, 428]) }
    return statuses.subtracting(answers.map(\.status)).sorted()
  }
}
