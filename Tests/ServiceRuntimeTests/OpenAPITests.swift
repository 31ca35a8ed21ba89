import JSON
import Kernel
import ServiceRuntime
import Testing

/// A document with every kind of operation.
func sampleDocument(_ language: Language = .english) throws -> JSON {
  var create = RouteDescription(
    "POST", "/v1/quotes", Localized(zh: "新建报价", en: "Make a quote"), tag: "quotes", roles: [.shop, .manager],
    scope: .company, answers: [.init(201, Localized(zh: "已新建", en: "Made"), Command.self, hasETag: true)])
  create.body = Command.self
  create.takesIdempotencyKey = true
  var list = RouteDescription(
    "GET", "/v1/quotes", Localized(zh: "报价列表", en: "List quotes"), tag: "quotes", roles: [.shop],
    scope: .company, answers: [.init(200, Localized(zh: "列表", en: "A page"), [Command].self, mediaTypes: ["text/csv"])])
  list.parameters =
    RouteDescription.paging + [
      .init("state", Localized(zh: "状态", en: "State")),
      .init("channel", Localized(zh: "渠道", en: "Channel"), Channel.self, isRequired: true),
    ]
  list.takesAsOf = true
  var edit = RouteDescription(
    "PATCH", "/v1/quotes/{id}", Localized(zh: "修改报价", en: "Edit a quote"), tag: "quotes", roles: [.manager],
    scope: .company, answers: [.init(200, Localized(zh: "已修改", en: "Edited"), Command.self)])
  edit.body = Command.self
  edit.requiresIfMatch = true
  let tree = RouteDescription(
    "GET", "/v1/quotes/{id}/lines/{line}", Localized(zh: "树", en: "Tree"), tag: "trees", roles: nil,
    scope: .company, answers: [.init(200, Localized(zh: "树", en: "Tree"), Node.self)])
  var upload = RouteDescription(
    "POST", "/v1/quotes/import", Localized(zh: "导入", en: "Import"), tag: "quotes", roles: [.operations],
    scope: .company, answers: [.init(202, Localized(zh: "已接受", en: "Accepted"))])
  upload.bodyMediaTypes = ["text/csv"]
  return try OpenAPIDocument(
    title: Localized(zh: "销售", en: "Sales"), version: "1.0.0", routes: [create, list, edit, tree, upload]
  ).json(in: language)
}

@Suite struct OpenAPITests {
  let document: JSON

  init() throws { document = try sampleDocument() }

  private var operations: [(path: String, method: String, JSON)] {
    members(document["paths"]).flatMap { path in
      members(path.value).map { (path.key, $0.key, $0.value) }
    }
  }

  private func members(_ json: JSON?) -> [JSON.Member] {
    guard case .object(let members) = json else { return [] }
    return members
  }

  @Test func declaresEveryParameterOfAPath() {
    for (path, method, operation) in operations {
      let declared = (operation["parameters"]?.array ?? []).filter { $0["in"] == "path" }
      #expect(declared.allSatisfy { $0["required"] == true })
      let names = path.split(separator: "{").dropFirst().map { JSON.string(String($0.prefix { $0 != "}" })) }
      #expect(declared.map { $0["name"] } == names, "\(method) \(path)")
    }
  }

  @Test func givesEachOperationItsOwnID() {
    let ids = operations.compactMap { $0.2["operationId"]?.string }
    #expect(ids.count == 5)
    #expect(Set(ids).count == ids.count)
    #expect(ids.contains("getQuotesByIdLinesByLine"))
  }

  @Test func resolvesEveryReference() {
    var references: [String] = []
    func collect(_ json: JSON) {
      switch json {
      case .object(let members):
        for member in members {
          if member.key == "$ref", let text = member.value.string { references.append(text) }
          collect(member.value)
        }
      case .array(let elements): elements.forEach(collect)
      default: break
      }
    }
    collect(document)
    #expect(references.count > 10)
    for reference in references {
      var target: JSON? = document
      for step in reference.split(separator: "/").dropFirst() { target = target?[String(step)] }
      #expect(target != nil, "\(reference)")
    }
  }

  @Test func documentsTheRefusalsThatCanOccur() throws {
    let edit = try #require(operations.first { $0.method == "patch" }?.2["responses"])
    #expect(
      members(edit).map(\.key) == [
        "200", "400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "500", "503",
      ])
    #expect(document["components"]?["responses"]?["Problem503"]?["headers"]?["Retry-After"] != nil)
    let tree = try #require(operations.first { $0.path.hasSuffix("{line}") }?.2)
    #expect(tree["security"] == [])
    #expect(tree["responses"]?["401"] == nil)
  }

  @Test func asksForABodyOnlyWhereNoneIsRefused() throws {
    var bare = RouteDescription(
      "POST", "/ops/verify", Localized(zh: "检查", en: "Check"), tag: "operators", roles: [.operations], scope: .company,
      answers: [])
    bare.body = NoContent.self
    let document = try OpenAPIDocument(
      title: Localized(zh: "销售", en: "Sales"), version: "1.0.0", routes: [bare], needsToken: false
    ).json(in: .english)
    #expect(document["paths"]?["/ops/verify"]?["post"]?["requestBody"]?["required"] == false)
    #expect(document["security"] == [])
    #expect(self.document["security"]?.array?.count == 2)
    let edit = operations.first { $0.method == "patch" }?.2
    #expect(edit?["requestBody"]?["required"] == true)
  }

  @Test func saysThatAnEmptyFieldOfAFormIsNone() throws {
    let list = try #require(operations.first { $0.path == "/v1/quotes" && $0.method == "get" }?.2)
    let empty = (list["parameters"]?.array ?? []).map { ($0["name"]?.string, $0["allowEmptyValue"] == true) }
    #expect(empty.contains { $0 == ("limit", false) } && empty.contains { $0 == ("asOf", true) })
    #expect(empty.contains { $0 == ("channel", false) } && empty.contains { $0 == ("state", true) })
  }

  @Test func tellsOfLinksThatEnd() throws {
    let tree = try #require(operations.first { $0.path.hasSuffix("{line}") }?.2["responses"])
    #expect(tree["410"] != nil)
  }

  @Test func speaksBothLanguages() throws {
    #expect(try sampleDocument(.chinese)["info"]?["title"] == "销售")
    #expect(document["openapi"] == "3.1.0")
    #expect(document["info"]?["title"] == "Sales")
  }
}
