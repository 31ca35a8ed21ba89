import Contracts
import Documents
import HTTP
import Kernel
import SQLite
import ServiceRuntime

extension Feature {
  /// `GET /v1/customers/{id}/data`, and the same as a page: all that the service holds of a customer. `roles`: who sees
  /// all of that. `source` is what the service publishes as.
  public static func personData(
    of service: String, source: Source?, for roles: Set<Role> = [.manager], _ data: PersonData
  ) -> Feature {
    let find: @Sendable (QueryRequest, Language, Database) throws -> PersonDataView = { query, language, database in
      guard query.visibility.clear.isAll else {
        throw Problem.notFound(Localized(zh: "客户", en: "customer"), query.parameter("id"))
      }
      return try data.view(
        of: query.id(), by: service, hasJournal: source != nil, after: try position(query), at: query.now,
        in: language, database)
    }
    let resource = Resource("customers", scope: .customer, readers: roles, writers: [])
    let title = Localized(zh: "本服务保存的该客户的全部数据", en: "All that this service holds of a customer")
    return Feature(routes: {
      resource.item(title, under: "/data", parameters: [after]) { query, database in
        Answer(try find(query, Language(accepting: query.http.headers["Accept-Language"]), database))
      }
      resource.page(
        "/data.html", Localized(zh: "同上，可打印", en: "The same to print"),
        parameters: [after] + PersonDataPage.parameters
      ) { query, database in
        let printing = try Printing(asked: query)
        return PersonDataPage.response(try find(query, printing.language, database), printing)
      }
    })
  }

  private static let after = RouteDescription.Parameter(
    "after", Localized(zh: "从该位置之后的事件开始（nextAfter）", en: "Events after this position (nextAfter)"))

  private static func position(_ query: QueryRequest) throws -> Int64 {
    guard let text = query.text("after") else { return 0 }
    guard let position = Int64(text), position >= 0 else {
      throw Problem.invalidQuery(
        "after", "invalid", Localized(zh: "请照原样填写 nextAfter。", en: "Write 'nextAfter' as it was given."))
    }
    return position
  }
}
