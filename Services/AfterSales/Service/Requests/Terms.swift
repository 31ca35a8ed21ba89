import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `PUT /v1/warranty-terms`: months of warranty by component, for what is installed from then on.
struct SetWarrantyTerms: Command {
  var months: [String: Int]
  var defaultMonths: Int
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<SetWarrantyTerms>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<WarrantyTerms> {
    let (_, version) = try Terms.warranty(in: unit.database)
    try request.requireMatch(version: version)
    var checks = FieldChecks()
    for (component, months) in request.body.months.sorted(by: { $0.key < $1.key })
    where !(0...600).contains(months) || component.isEmpty {
      checks.refuse(
        "/months/\(component)", "out-of-range",
        Localized(zh: "请以部件名写 0 到 600 个月。", en: "Write 0 to 600 months under the component's name."))
    }
    if !(0...600).contains(request.body.defaultMonths) {
      checks.refuse("/defaultMonths", "out-of-range", Localized(zh: "请写 0 到 600。", en: "Write 0 to 600."))
    }
    try checks.finish()
    try unit.record(
      WarrantyTermsChanged(
        months: request.body.months, defaultMonths: request.body.defaultMonths,
        occurredAt: request.occurredAt(in: unit)))
    let (terms, now) = try Terms.warranty(in: unit.database)
    return Answer(terms, version: now)
  }
}

/// `PUT /v1/service-terms`: working hours, holidays, and how long a request may take (H10).
struct SetServiceTerms: Command {
  var weekdays: [Int]
  var opens: String
  var closes: String
  var holidays: [BusinessDate]?
  var workdays: [BusinessDate]?
  var targets: [ServiceTermsChanged.Target]
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<SetServiceTerms>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<ServiceTerms> {
    let (_, version) = try Terms.service(in: unit.database)
    try request.requireMatch(version: version)
    let body = request.body
    var checks = FieldChecks()
    for (index, day) in body.weekdays.enumerated() where !(1...7).contains(day) {
      checks.refuse(
        "/weekdays/\(index)", "out-of-range",
        Localized(zh: "请写 1(周一)到 7(周日)。", en: "Write 1 (Monday) to 7 (Sunday)."))
    }
    for (name, text) in [("opens", body.opens), ("closes", body.closes)] where ServiceTerms.minutes(text) == nil {
      checks.refuse("/\(name)", "no-time", Localized(zh: "请写成 09:00。", en: "Write it as 09:00."))
    }
    if let opens = ServiceTerms.minutes(body.opens), let closes = ServiceTerms.minutes(body.closes), closes <= opens {
      checks.refuse("/closes", "too-early", Localized(zh: "必须晚于 opens。", en: "It must be after 'opens'."))
    }
    for (index, target) in body.targets.enumerated() where !(1...1_000_000).contains(target.workMinutes) {
      checks.refuse(
        "/targets/\(index)/workMinutes", "out-of-range", Localized(zh: "必须大于零。", en: "It must be above zero."))
    }
    try checks.finish()
    try unit.record(
      ServiceTermsChanged(
        weekdays: body.weekdays, opens: body.opens, closes: body.closes, holidays: body.holidays ?? [],
        workdays: body.workdays ?? [], targets: body.targets, occurredAt: request.occurredAt(in: unit)))
    let (terms, now) = try Terms.service(in: unit.database)
    return Answer(terms, version: now)
  }
}

/// What the company has decided, or what holds until it does; with a version that counts its changes.
enum Terms {
  static func apply(_ event: WarrantyTermsChanged, to database: Database) throws {
    try set(
      "warranty", WarrantyTerms(months: event.months, defaultMonths: event.defaultMonths), to: database)
  }

  static func apply(_ event: ServiceTermsChanged, to database: Database) throws {
    try set(
      "service",
      ServiceTerms(
        weekdays: event.weekdays, opens: event.opens, closes: event.closes, holidays: event.holidays,
        workdays: event.workdays, targets: event.targets), to: database)
  }

  static func warranty(in database: Database) throws -> (terms: WarrantyTerms, version: Int) {
    try get("warranty", in: database) ?? (.standard, 0)
  }

  static func service(in database: Database) throws -> (terms: ServiceTerms, version: Int) {
    try get("service", in: database) ?? (.standard, 0)
  }

  private static func set(_ name: String, _ terms: some Encodable, to database: Database) throws {
    try database.run(
      "INSERT INTO terms VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET document = excluded.document, version = version + 1",
      name, try Document.text(terms))
  }

  private static func get<Found: Decodable>(
    _ name: String, in database: Database
  ) throws -> (terms: Found, version: Int)? {
    try database.first("SELECT document, version FROM terms WHERE name = ?", name) {
      (try Document.state(of: $0.text(0)), $0.int(1))
    }
  }
}
