import HTTP
import Kernel
import SQLite

/// A list as CSV (`Shared/ServiceRuntime/README.md#csv-and-spreadsheets`): a page where one is asked for, else the whole of
/// it, read page by page while it is sent, so that it takes no more memory than a page of it.
struct ListCSV<Item: Codable & Sendable>: Sendable {
  typealias Read = @Sendable (PageRequest, Database) throws -> Page<Item>

  let query: QueryRequest
  let context: RouteContext
  let columns: CSVColumns
  let form: CSVForm
  /// Whether its rows are worked out all together, however few are asked for: then the whole is one page.
  let isAtOnce: Bool
  let read: Read

  /// Rows that are read at a time: what a client that does not read holds in memory.
  private static var step: Int { 100 }

  func response(sortedBy count: Int) throws -> HTTPResponse {
    let isPage = query.http.query("limit") != nil || query.http.query("cursor") != nil
    let limit = isAtOnce ? PageRequest.everything : Self.step
    let table = columns.table(form, named: context.names)
    var csv = CSV(columns: table.header)
    let page = isPage ? try PageRequest(of: query.http, sortedBy: count) : PageRequest(limit: limit)
    // What is refused is refused before anything is sent.
    let next = try append(page, of: table, to: &csv)
    var headers: HTTPHeaders = ["Content-Type": CSV.contentType]
    headers["X-Time-Zone"] = form.times == .local ? CompanyZone.name : nil
    let first = csv.take()
    guard let next, !isPage else {
      headers["X-Next-Cursor"] = next
      return HTTPResponse(headers: headers, body: .bytes(first))
    }
    return HTTPResponse(
      headers: headers,
      body: .stream { [csv] writer in
        var (csv, next) = (csv, Optional(next))
        do {
          try await writer.write(first)
          while let cursor = next {
            let page = PageRequest(limit: limit, cursor: try Cursor(cursor, count: count))
            next = try append(page, of: table, to: &csv)
            try await writer.write(csv.take())
          }
        } catch let error where !(error is HTTPStreamEnded || error is CancellationError) {
          context.log.error(
            "a list broke off", ["path": .string(query.http.path), "error": .string("\(error)")], trace: context.trace)
          throw error
        }
      })
  }

  /// Where the next page begins.
  private func append(_ page: PageRequest, of table: CSVColumns.Table, to csv: inout CSV) throws -> String? {
    let (rows, next) = try context.store.read { database in
      let found = try read(page, database)
      return (try table.rows(found.items, for: query, in: database), found.nextCursor)
    }
    for row in rows { csv.append(row) }
    return next
  }
}

extension HTTPResponse {
  /// A list as CSV, for routes of their own: the path ends in `.csv` and takes `CSVForm.parameters` and pages.
  public static func csv<Item: Codable & Sendable>(
    _ query: QueryRequest, _ context: RouteContext, sortedBy count: Int,
    _ read: @escaping @Sendable (PageRequest, Database) throws -> Page<Item>
  ) throws -> HTTPResponse {
    try ListCSV(
      query: query, context: context, columns: CSVColumns(of: Item.self), form: CSVForm(asked: query), isAtOnce: false,
      read: read
    ).response(sortedBy: count)
  }
}
