import JSON
import Kernel
import Messaging
import Persistence
import SQLite

/// Held keys: what is held, one with its records, and what an operator does with one of them or with all that a filter
/// names, a page in a transaction.
struct DeadLetterRoutes {
  /// Who tells those who sent what is discarded.
  let subscriptions: Subscriptions

  var all: [Route] { Self.reading + one + several }

  private static let readers = OperatorRoutes.readers
  private static let operators = OperatorRoutes.operators
  private static let tag = OperatorRoutes.tag

  /// Which keys are meant: the same for a list, a redrive and a discard.
  private static let filters: [RouteDescription.Parameter] = [
    .init(
      "source", Localized(zh: "来源：服务名，或外部事件的 ce_source", en: "Of this source: a service, or an outside `ce_source`")),
    .init("reason", Localized(zh: "原因中包含的文字", en: "Held for a reason with this text in it")),
    .init("since", Localized(zh: "此时刻及以后被搁置的", en: "Held since this moment or later"), Instant.self),
    .init("state", Localized(zh: "waiting 或 parked", en: "`waiting` or `parked`")),
  ]

  private static let dryRun = RouteDescription.Parameter(
    "dryRun", Localized(zh: "true 时只列出，不执行", en: "With `true`, nothing is done: the answer names what would be"),
    Bool.self)

  private static func filter(_ text: (String) -> String?) throws -> HeldKeyFilter {
    var filter = HeldKeyFilter()
    filter.source = text("source")
    filter.reason = text("reason")
    if let since = text("since") {
      guard let moment = Instant(since) else {
        throw Problem.invalidQuery(
          "since", "invalid",
          Localized(zh: "请写成 2026-11-22T08:30:00Z。", en: "Write a moment such as 2026-11-22T08:30:00Z."))
      }
      filter.since = moment
    }
    if let state = text("state") {
      guard let known = HeldKey.State(rawValue: state) else {
        throw Problem.invalidQuery(
          "state", "not-allowed", Localized(zh: "请写 waiting 或 parked。", en: "Write waiting or parked."))
      }
      filter.state = known
    }
    return filter
  }

  private static func flag(_ name: String, _ text: String?) throws -> Bool? {
    guard let text else { return nil }
    guard let value = Bool(text) else {
      throw Problem.invalidQuery(
        name, "not-allowed", Localized(zh: "请写 true 或 false。", en: "Write true or false."))
    }
    return value
  }

  private static func keys(
    _ filter: HeldKeyFilter, _ page: PageRequest, in database: Database
  ) throws -> [HeldKey] {
    let after = page.cursor?.values.first.flatMap { if case .number(let digits) = $0 { Int64(digits) } else { nil } }
    return try HeldKeys.list(filter, after: after ?? 0, limit: page.rows, in: database)
  }

  private static func answer(_ keys: [HeldKey], _ page: PageRequest) -> Page<DeadLetter> {
    Page(keys.map(DeadLetter.init), limit: page.limit) { [JSON($0.id)] }
  }

  // MARK: Reading

  private static var reading: [Route] {
    let due = RouteDescription.Parameter(
      "due", Localized(zh: "true：即将重新应用的", en: "With `true`, those about to be applied again"), Bool.self)
    return Route.list(
      "/ops/dead-letters", Localized(zh: "被搁置的键", en: "Keys that are held"), tag: tag, roles: readers,
      scope: .company, of: DeadLetter.self, parameters: filters + [due], sortedBy: 1
    ) { query, page, database in
      var filter = try filter(query.text)
      filter.isDue = try flag("due", query.text("due"))
      return answer(try keys(filter, page, in: database), page)
    } + [
      .query(
        "/ops/dead-letters/{id}", Localized(zh: "一个键及其记录", en: "A held key and its records"), tag: tag,
        roles: readers, scope: .company
      ) { query, database in
        let key = try held(query.parameter("id"), in: database)
        let records = try HeldKeys.records(of: key.id, in: database).map(DeadRecord.init)
        return Answer(DeadLetterDetail(letter: DeadLetter(key), records: records))
      },
      .query(
        "/ops/strays", Localized(zh: "不属于任何流的记录", en: "Records that belong to no stream"), tag: tag,
        roles: readers, scope: .company
      ) { _, database in Answer(Page(all: try HeldKeys.strays(in: database).map(DeadRecord.init))) },
    ]
  }

  // MARK: One key

  private var one: [Route] {
    [
      .command(
        "POST", "/ops/dead-letters/{id}/redrive",
        Localized(zh: "按顺序重新应用该键", en: "Apply the key again, in order"), tag: Self.tag, roles: Self.operators,
        scope: .company, answers: 202
      ) { (request: CommandRequest<NoContent>, unit) in
        let key = try Self.held(request.parameter("id"), in: unit.database)
        try HeldKeys.redrive(key.id, in: unit.database)
        return Answer(DeadLetter(key), status: 202)
      },
      .command(
        "POST", "/ops/dead-letters/{id}/discard",
        Localized(zh: "丢弃该键的第一条记录", en: "Discard the first record of the key"), tag: Self.tag,
        roles: Self.operators, scope: .company
      ) { (request: CommandRequest<Discard>, unit) in
        let key = try Self.held(request.parameter("id"), in: unit.database)
        try discard(key, request, in: unit)
        return Answer(DeadLetter(key))
      },
    ]
  }

  private static func held(_ text: String, in database: Database) throws -> HeldKey {
    guard let id = Int64(text), let key = try HeldKeys.find(id, in: database) else {
      throw Problem.notFound(Localized(zh: "被搁置的键", en: "held key"), text)
    }
    return key
  }

  private static func requireReason(_ request: CommandRequest<Discard>) throws {
    guard request.body.reason.isEmpty else { return }
    throw Problem.invalidField("/reason", "missing", Localized(zh: "请说明丢弃的原因。", en: "Say why it is discarded."))
  }

  private func discard(
    _ key: HeldKey, _ request: CommandRequest<Discard>, in unit: borrowing UnitOfWork
  ) throws {
    try Self.requireReason(request)
    _ = try HeldKeys.discard(
      key.id, who: request.caller.subject, why: request.body.reason, telling: subscriptions, in: unit)
  }

  // MARK: Several keys

  private var several: [Route] {
    let parameters = Self.filters + [Self.dryRun] + RouteDescription.paging
    return [
      .action(
        "/ops/dead-letters/redrive",
        Localized(zh: "按顺序重新应用符合条件的键，每次一页", en: "Apply the keys that the filters name again, a page at a time"),
        tag: Self.tag, roles: Self.operators, scope: .company, answers: 202, parameters: parameters
      ) { (request: CommandRequest<NoContent>, context) in
        let (filter, page) = (try Self.filter(request.query), try PageRequest(of: request.http, sortedBy: 1))
        let isDry = try Self.flag("dryRun", request.query("dryRun")) ?? false
        let found = try await context.store.transaction(for: context.cause(of: request.caller)) { unit in
          let keys = try Self.keys(filter, page, in: unit.database)
          for key in keys.prefix(page.limit) where !isDry { try HeldKeys.redrive(key.id, in: unit.database) }
          return keys
        }
        return Answer(Self.answer(found, page), status: 202)
      },
      .action(
        "/ops/dead-letters/discard",
        Localized(
          zh: "丢弃符合条件的键的第一条记录，每次一页",
          en: "Discard the first record of the keys that the filters name, a page at a time; not of those about to be "
            + "applied again"),
        tag: Self.tag, roles: Self.operators, scope: .company, parameters: parameters
      ) { (request: CommandRequest<Discard>, context) in
        var filter = try Self.filter(request.query)
        // What may be applied in a moment is nobody's to throw away.
        filter.isDue = false
        let page = try PageRequest(of: request.http, sortedBy: 1)
        let isDry = try Self.flag("dryRun", request.query("dryRun")) ?? false
        try Self.requireReason(request)
        let found = try await context.store.transaction(for: context.cause(of: request.caller)) { [filter] unit in
          let keys = try Self.keys(filter, page, in: unit.database)
          for key in keys.prefix(page.limit) where !isDry { try discard(key, request, in: unit) }
          return keys
        }
        return Answer(Self.answer(found, page))
      },
    ]
  }
}
