import Kernel
import SQLite
import ServiceRuntime

/// The companies whose figures one reporting tells together (`Services/Reporting/README.md#several-companies`).
struct Companies: Sendable {
  /// By code.
  let all: [Company]

  /// Each has files open, up to nine at once.
  static let most = 64

  /// What is wrong with the setting, with the remedy.
  struct Refusal: Error, Hashable, CustomStringConvertible {
    let reason: String
    var description: String { reason }
  }

  init(_ all: [Company]) { self.all = all.sorted { $0.code < $1.code } }

  /// `gz=/data/gz,sz=/data/sz`; `zone` is the time zone whose days all of them must have.
  init(setting text: String, zone: String) throws(Refusal) {
    var all: [Company] = []
    for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = entry.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, Setting.isWord(parts[0]), parts[0] != ReadModels.none else {
        throw Refusal(
          reason: "\(Setting.companies.name): '\(entry)' is no company; write CODE=FOLDER with commas between, such as "
            + "gz=/data/gz,sz=/data/sz, a code of up to 32 letters, digits and hyphens, other than '\(ReadModels.none)'"
        )
      }
      all.append(Company(code: String(parts[0]), folder: String(parts[1]), zone: zone))
    }
    for (what, values) in [("code", all.map(\.code)), ("folder", all.map(\.path))] {
      var seen: Set<String> = []
      if let twice = values.first(where: { !seen.insert($0).inserted }) {
        throw Refusal(
          reason: "\(Setting.companies.name): the \(what) of '\(twice)' stands there twice; write each once")
      }
    }
    guard all.count <= Self.most else {
      throw Refusal(reason: "\(Setting.companies.name): there are \(all.count) companies; \(Self.most) are the most")
    }
    self.init(all)
  }

  /// Throws `MustNotRun` naming every company that cannot be read now.
  func check() throws {
    let reasons = all.compactMap { company -> String? in
      do {
        try company.read { _ in }
        return nil
      } catch {
        return "\(Setting.companies.name): \(error)"
      }
    }
    guard reasons.isEmpty else { throw MustNotRun(reasons.joined(separator: "\n")) }
  }

  /// Those that the query names, all without a name. Throws 422 for one that is not there.
  func named(by query: QueryRequest) throws -> [Company] {
    guard let text = query.text(Self.parameter) else { return all }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for name in names where !all.contains(where: { $0.code == name }) {
      let known = all.map(\.code).joined(separator: ", ")
      throw Problem.invalidQuery(
        Self.parameter, "not-allowed",
        Localized(
          zh: "没有公司“\(name)”；可用：\(known)。", en: "There is no company '\(name)'; use one or several of \(known)."))
    }
    return all.filter { names.contains($0.code) }
  }

  static let parameter = "company"

  /// The query parameter, for the description of routes.
  var described: RouteDescription.Parameter {
    let known = all.map(\.code).joined(separator: ", ")
    return RouteDescription.Parameter(
      Self.parameter,
      Localized(zh: "只计这些公司，以逗号分隔；缺省为全部：\(known)", en: "Only these companies, commas between; all without it: \(known)")
    )
  }

  /// What one company tells. A sum that left one out in silence would be wrong, so one that is away is told.
  static func read<Result>(_ company: Company, _ body: (Database) throws -> sending Result) throws -> sending Result {
    do {
      return try company.read(body)
    } catch let away as Company.Away {
      var problem = Problem(
        503, "company-away", title: Localized(zh: "有公司的数据暂不可读", en: "A company's figures cannot be read now"),
        detail: Localized(
          zh: "公司 \(away.company)：\(away.reason)。用参数 company 只看其他公司。",
          en: "Company \(away.company): \(away.reason). Ask for the others alone with the parameter 'company'."))
      problem.retryAfter = 30
      throw problem
    }
  }
}

/// How far one company is read.
struct CompanyPosition: Codable, Sendable {
  var company: String
  /// What all of its services wrote up to this moment is here; absent where one has not told yet.
  var told: Instant?
  /// True where that is longer ago than services are ever silent: its reporting or one of its services is away or behind,
  /// and its figures are those of that moment.
  var behind: Bool?
  /// True where events may still come that belong into what was asked for.
  var provisional: Bool?
}

extension CompanyPosition {
  /// Services tell once a minute how far they are, also when nothing happens.
  private static let silence: Double = 180

  init(_ company: Company, _ freshness: Freshness, at now: Instant) {
    self.company = company.code
    told = freshness.told
    behind = freshness.told.map { now.seconds(since: $0) > Self.silence } ?? true ? true : nil
    provisional = freshness.isProvisional ? true : nil
  }
}

extension Setting {
  /// Without it reporting is that of one company.
  static let companies = Setting(
    "JOINERY_COMPANIES",
    Localized(
      zh: "集团模式：各公司报表库的文件夹，例如 gz=/data/gz,sz=/data/sz",
      en:
        "Tells the figures of several companies together: folders of their reportings' stores, gz=/data/gz,sz=/data/sz")
  )
}
