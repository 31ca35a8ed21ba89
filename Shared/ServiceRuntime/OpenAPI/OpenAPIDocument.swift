import JSON
import Kernel

/// The OpenAPI 3.1 document of a service, made of its routes' own descriptions.
public struct OpenAPIDocument {
  public let title: Localized
  public let version: String
  public let routes: [RouteDescription]
  /// Whether callers need a token: on loopback alone a service may do without (`Access`).
  public let needsToken: Bool

  public init(title: Localized, version: String, routes: [RouteDescription], needsToken: Bool = true) {
    self.title = title
    self.version = version
    self.routes = routes
    self.needsToken = needsToken
  }

  /// Throws `SchemaProbe.Failure` for a type of which no schema can be derived.
  public func json(in language: Language) throws -> JSON {
    let probe = SchemaProbe()
    var paths: [JSON.Member] = []
    for (pattern, routes) in Dictionary(grouping: routes, by: \.pattern).sorted(by: { $0.key < $1.key }) {
      let operations = try routes.map { route in
        JSON.Member(route.method.lowercased(), try operation(route, language, probe))
      }
      paths.append(JSON.Member(pattern, .object(operations)))
    }
    let statuses = Set(routes.flatMap(\.refusals)).sorted()
    let schemas = probe.components.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) }
    return [
      "openapi": "3.1.0",
      "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
      "info": ["title": .string(title[language]), "version": .string(version)],
      "servers": [["url": "/"]],
      "security": needsToken ? [["bearer": []], ["cookie": []]] : [],
      "paths": .object(paths),
      "components": [
        "securitySchemes": [
          "bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
          "cookie": ["type": "apiKey", "in": "cookie", "name": .string(Access.cookie)],
        ],
        "responses": .object(statuses.map { JSON.Member("Problem\($0)", Self.refusal($0)) }),
        "schemas": .object(schemas + [JSON.Member("Problem", Self.problem)]),
      ],
    ]
  }

  private func operation(_ route: RouteDescription, _ language: Language, _ probe: SchemaProbe) throws -> JSON {
    var members: [JSON.Member] = [
      JSON.Member("operationId", .string(route.operationID)),
      JSON.Member("summary", .string(route.summary[language])),
      JSON.Member("tags", [.string(route.tag)]),
    ]
    if let roles = route.roles {
      members.append(JSON.Member("x-roles", .array(roles.map(\.rawValue).sorted().map(JSON.string))))
    } else {
      members.append(JSON.Member("security", []))
    }
    let parameters = try Self.parameters(of: route, language, probe)
    if !parameters.isEmpty { members.append(JSON.Member("parameters", .array(parameters))) }
    var content = try route.body.map { [JSON.Member("application/json", ["schema": try probe.schema(of: $0)])] } ?? []
    content += route.bodyMediaTypes.map { JSON.Member($0, [:]) }
    if !content.isEmpty {
      members.append(
        JSON.Member("requestBody", ["required": .bool(!route.maySendNoBody), "content": .object(content)]))
    }
    var responses = try route.answers.map { answer in
      JSON.Member(String(answer.status), try Self.response(answer, language, probe))
    }
    responses += route.refusals.map { JSON.Member(String($0), ["$ref": "#/components/responses/Problem\($0)"]) }
    members.append(JSON.Member("responses", .object(responses)))
    return .object(members)
  }

  private static func parameters(
    of route: RouteDescription, _ language: Language, _ probe: SchemaProbe
  ) throws -> [JSON] {
    var parameters: [JSON] = route.pathParameters.map { name in
      ["name": .string(name), "in": "path", "required": true, "schema": ID<Caller>.schema]
    }
    for parameter in route.parameters {
      parameters.append(
        Self.parameter(
          parameter.name, in: parameter.location.rawValue, isRequired: parameter.isRequired,
          mayBeEmpty: parameter.mayBeEmpty, parameter.summary[language], try probe.schema(of: parameter.type)))
    }
    func add(_ name: String, _ place: String, _ isRequired: Bool, _ text: Localized, _ schema: JSON) {
      parameters.append(
        Self.parameter(
          name, in: place, isRequired: isRequired, mayBeEmpty: place == "query", text[language], schema))
    }
    if route.takesAsOf {
      let text = Localized(zh: "按这一天计算；缺省为今天。", en: "The day to answer for; today without it.")
      add("asOf", "query", false, text, BusinessDate.schema)
    }
    if route.takesIdempotencyKey {
      let text = Localized(
        zh: "重复发送时不会重复执行。", en: "Sent again with the same key, the command is not carried out again.")
      add(
        "Idempotency-Key", "header", false, text,
        ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~]+$"])
    }
    if route.requiresIfMatch {
      let text = Localized(zh: "所读取版本的 ETag。", en: "The ETag of the version that was read.")
      add("If-Match", "header", true, text, ["type": "string", "pattern": #"^(\*|"[!#-~]*")$"#])
    }
    return parameters
  }

  private static func parameter(
    _ name: String, in place: String, isRequired: Bool, mayBeEmpty: Bool, _ text: String, _ schema: JSON
  ) -> JSON {
    var members: [JSON.Member] = [
      JSON.Member("name", .string(name)), JSON.Member("in", .string(place)),
      JSON.Member("description", .string(text)), JSON.Member("required", .bool(isRequired)),
      JSON.Member("schema", schema),
    ]
    if mayBeEmpty { members.append(JSON.Member("allowEmptyValue", true)) }
    return .object(members)
  }

  private static func response(
    _ answer: RouteDescription.Answer, _ language: Language, _ probe: SchemaProbe
  ) throws -> JSON {
    var members = [JSON.Member("description", .string(answer.summary[language]))]
    if answer.hasETag { members.append(JSON.Member("headers", ["ETag": ["schema": ["type": "string"]]])) }
    var content = try answer.body.map { [JSON.Member("application/json", ["schema": try probe.schema(of: $0)])] } ?? []
    content += answer.mediaTypes.map {
      JSON.Member($0, $0.hasSuffix("json") ? [:] : ["schema": ["type": "string"]])
    }
    if !content.isEmpty { members.append(JSON.Member("content", .object(content))) }
    return .object(members)
  }

  private static func refusal(_ status: Int) -> JSON {
    var members: [JSON.Member] = [JSON.Member("description", .string("RFC 9457 problem, status \(status)"))]
    if status == 429 || status == 503 {
      members.append(
        JSON.Member("headers", ["Retry-After": ["schema": ["type": "integer", "minimum": 0]]]))
    }
    members.append(
      JSON.Member("content", ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]]))
    return .object(members)
  }

  private static let problem: JSON = [
    "type": "object",
    "properties": [
      "type": ["type": "string", "format": "uri-reference"],
      "title": ["type": "string"],
      "status": ["type": "integer", "minimum": 400, "maximum": 599],
      "detail": ["type": "string"],
      "errors": [
        "type": "array",
        "items": [
          "type": "object",
          "properties": [
            "pointer": ["type": "string"], "code": ["type": "string"], "detail": ["type": "string"],
          ],
          "required": ["pointer", "code", "detail"],
        ],
      ],
    ],
    "required": ["type", "title", "status"],
  ]
}
