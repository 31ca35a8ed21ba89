import Kernel
import ServiceRuntime

/// What a query asks of a report.
struct ReportRequest {
  let visibility: Visibility
  let filters: ReportFilters
  /// One or two.
  let groupings: [ReportShape.Grouping]
  /// Nil for all rows: they add up to the totals.
  private let page: PageRequest?
  /// The place of the measure by which rows stand, largest first; nil where they stand by key.
  private let largestFirst: Int?

  /// Throws 403 where the caller sees a part that makes no sense, and 422 naming the parameter.
  init(_ query: QueryRequest, of shape: ReportShape) throws {
    visibility = try shape.visibility(query)
    filters = try ReportFilters(query, for: visibility)
    groupings = try shape.groupings(query)
    let isAsked = query.text("largestFirst") != nil
    largestFirst =
      isAsked
      ? try shape.measure(query, "largestFirst") : shape.measures.firstIndex { $0.name == shape.largestFirst }
    let isPage = query.http.query("limit") != nil || query.http.query("cursor") != nil
    page = isPage ? try PageRequest(of: query.http, sortedBy: Figures.sortValues) : nil
  }

  /// Its page of the report's rows, or all.
  func lines(of figures: Figures) throws -> (lines: [Figures.Line], next: Cursor?) {
    try figures.lines(of: page, largestFirst: largestFirst)
  }
}
