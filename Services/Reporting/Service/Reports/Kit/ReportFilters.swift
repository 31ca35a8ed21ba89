import Kernel
import ReportingDomain
import SQLite
import ServiceRuntime

/// What part of the facts a report is about.
struct ReportFilters: Sendable {
  /// Days, both included.
  let from: BusinessDate?
  let to: BusinessDate?
  /// Only business days up to this one count.
  let asOf: BusinessDate
  /// Only events written up to this moment count; nil for all that is known.
  let knownAt: Instant?
  let now: Instant
  /// What the caller sees.
  let cut: Visibility.Cut

  /// Throws 422 naming the parameter.
  init(_ query: QueryRequest, for visibility: Visibility) throws {
    cut = visibility.seen
    from = try query.date("from")
    to = try query.date("to")
    asOf = try query.asOf()
    now = query.now
    if let from, let to, from > to {
      throw Problem.invalidQuery(
        "to", "before-from", Localized(zh: "截止日期早于起始日期。", en: "The last day is before the first one."))
    }
    knownAt = try query.instant("knownAt")
  }

  /// The last day that can count.
  var through: BusinessDate { min(to ?? asOf, asOf) }

  var span: DaySpan { DaySpan(from: from, through: through) }

  /// Facts that were not known at `knownAt` are in the sums, and so are everybody's: the past and a part are read from
  /// the facts.
  var readsFacts: Bool { isFromFacts || !cut.isAll || (knownAt.map { $0 < now } ?? false) }

  private var isFromFacts = false

  /// The same, read from the facts in any case.
  var fromFacts: ReportFilters {
    var filters = self
    filters.isFromFacts = true
    return filters
  }

  /// The values of `ReportShape.region`, numbered 1 to 4.
  var values: [any Bindable] {
    [
      from?.description ?? "", through.description, asOf.description, knownAt?.milliseconds ?? Int64.max,
    ]
  }

  /// Those of `ReportShape.condition`.
  var valuesOfCut: [any Bindable] { cut.isAll ? [] : cut.values }
}
