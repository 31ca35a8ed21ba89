import Contracts
import JSON
import Kernel
import SQLite
import ServiceRuntime

/// `/v1/customers…`: who is calling, and everything that is known about them (B1, B10).
enum CustomerRoutes {
  static let all: [Route] = search + [card] + timeline

  private static let tag = "customers"
  private static let readers = Set(Role.allCases)

  private static let search = Route.list(
    "/v1/customers", Localized(zh: "按姓名、小区或电话片段查找客户", en: "Find customers by a part of name, community or phone"),
    tag: tag, roles: readers, of: CustomerFound.self,
    parameters: [
      RouteDescription.Parameter("q", Localized(zh: "一个字起即可", en: "One character is enough"))
    ], sortedBy: 1
  ) { query, page, database in
    let found = try CustomerSearch(query).run(after: page.cursor?.values[0].string ?? "", page.limit + 1, in: database)
    return Page(found, limit: page.limit) { [.string($0.customerId.text)] }
  }

  private static let card = Route.query(
    "/v1/customers/{id}", Localized(zh: "客户卡片", en: "The customer's card"), tag: tag, roles: readers, asOf: true
  ) { query, database in
    let id: ID<Customer> = query.id()
    let names = try Names(database, Language(accepting: query.http.headers["Accept-Language"]))
    guard
      let card = try CustomerCard.find(
        id, seesContacts: query.caller.seesContacts, asOf: try query.asOf(), names, in: database)
    else {
      throw Problem.notFound(Localized(zh: "客户", en: "customer"), id.text)
    }
    return Answer(card)
  }

  private static let timeline = Route.list(
    "/v1/customers/{id}/timeline", Localized(zh: "客户的全部事件，按时间排列", en: "All events of the customer in time order"),
    tag: tag, roles: readers, of: TimelineEntry.self, sortedBy: 3
  ) { query, page, database in
    let words = EventWords(try Names(database, Language(accepting: query.http.headers["Accept-Language"])))
    let entries = try TimelineEntry.list(
      of: query.id(), after: page.cursor?.values ?? [0, "", 0], limit: page.limit + 1, words, in: database)
    return Page(entries, limit: page.limit) {
      [JSON($0.time.milliseconds), .string($0.source), JSON($0.number)]
    }
  }
}

extension Caller {
  /// Installers see whom they work for and where, but no way to contact them by themselves.
  var seesContacts: Bool { !roles.subtracting([.installer]).isEmpty }
}
