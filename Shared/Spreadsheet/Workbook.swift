import CXlsxwriter
import Glibc

/// A spreadsheet (XLSX) as bytes, by libxlsxwriter: numbers are numbers, and no text is ever taken for a formula.
public struct Workbook: Sendable {
  public enum Cell: Hashable, Sendable {
    /// Ids and phones are texts, so that no leading zero is lost.
    case text(String)
    /// A number with so many decimals, such as 12999.00 for 1 299 900 and 2. Spreadsheets keep 15 digits.
    case number(Int64, decimals: Int)
    case empty
  }

  /// libxlsxwriter could not write the workbook; the text is its own.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public struct Sheet: Sendable {
    /// At most 31 characters, none of `[]:*?/\`.
    public var name: String
    /// The first row, in bold, which stays in sight.
    public var columns: [String]
    public var rows: [[Cell]] = []
    /// Rows at the end that are set in bold, such as totals.
    public var totals: [[Cell]] = []

    public init(_ name: String, columns: [String]) {
      self.name = name
      self.columns = columns
    }
  }

  /// At least one, each under a name of its own.
  public var sheets: [Sheet]

  public init(_ sheets: [Sheet]) { self.sheets = sheets }

  public static let contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

  /// Rows of a sheet beyond which a spreadsheet serves nobody, and takes memory that others need: about a fifth of what
  /// its format has room for.
  public static let greatestSheet = 200_000

  /// The file's bytes. Blocks while a temporary file is written, row by row.
  public func bytes() throws(Failure) -> [UInt8] {
    var path = Array("\(Self.temporaryFolder)/joinery-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0 else { throw Failure(description: "no temporary file: \(String(cString: strerror(errno)))") }
    defer {
      unlink(path)
      close(file)
    }
    var options = lxw_workbook_options()
    options.constant_memory = 1
    guard let workbook = workbook_new_opt(path, &options) else {
      throw Failure(description: "no memory for a workbook")
    }
    var formats = Formats(workbook)
    for sheet in sheets {
      guard let worksheet = workbook_add_worksheet(workbook, sheet.name) else {
        _ = workbook_close(workbook)
        throw Failure(description: "'\(sheet.name)' cannot name a sheet")
      }
      sheet.fill(worksheet, &formats)
    }
    let code = workbook_close(workbook)
    guard code == LXW_NO_ERROR else { throw Failure(description: String(cString: lxw_strerror(code))) }
    return try Self.read(file)
  }

  private static var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  private static func read(_ file: Int32) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(file, &part, part.count, off_t(bytes.count))
      guard count >= 0 else { throw Failure(description: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes += part[..<count]
    }
  }
}

/// The looks of cells in one workbook, each made once.
private struct Formats {
  private struct Look: Hashable {
    var decimals: Int?
    var isBold: Bool
  }

  private let workbook: UnsafeMutablePointer<lxw_workbook>
  private var made: [Look: UnsafeMutablePointer<lxw_format>] = [:]

  init(_ workbook: UnsafeMutablePointer<lxw_workbook>) { self.workbook = workbook }

  /// Nil for plain text. `decimals` are those of a number.
  mutating func format(decimals: Int? = nil, isBold: Bool) -> UnsafeMutablePointer<lxw_format>? {
    let look = Look(decimals: decimals, isBold: isBold)
    if let known = made[look] { return known }
    guard decimals != nil || isBold, let format = workbook_add_format(workbook) else { return nil }
    if isBold { format_set_bold(format) }
    if let decimals {
      format_set_num_format(format, decimals == 0 ? "#,##0" : "#,##0." + String(repeating: "0", count: decimals))
    }
    made[look] = format
    return format
  }
}

extension Workbook.Sheet {
  fileprivate func fill(_ worksheet: UnsafeMutablePointer<lxw_worksheet>, _ formats: inout Formats) {
    for (column, name) in columns.enumerated() {
      _ = worksheet_write_string(worksheet, 0, lxw_col_t(column), name, formats.format(isBold: true))
      _ = worksheet_set_column(worksheet, lxw_col_t(column), lxw_col_t(column), width(of: column), nil)
    }
    worksheet_freeze_panes(worksheet, 1, 0)
    for (index, cells) in (rows + totals).enumerated() {
      let isTotal = index >= rows.count
      for (column, cell) in cells.enumerated() {
        let (row, column) = (lxw_row_t(index + 1), lxw_col_t(column))
        switch cell {
        case .text(let text):
          _ = worksheet_write_string(worksheet, row, column, text, formats.format(isBold: isTotal))
        case .number(let value, let decimals):
          let number = Double(value) / pow(10, Double(decimals))
          _ = worksheet_write_number(
            worksheet, row, column, number, formats.format(decimals: decimals, isBold: isTotal))
        case .empty: break
        }
      }
    }
  }

  /// In characters; a Chinese one takes two.
  private func width(of column: Int) -> Double {
    let texts =
      [columns[column]]
      + (rows.prefix(200) + totals).map { cells -> String in
        guard cells.indices.contains(column) else { return "" }
        return switch cells[column] {
        case .text(let text): text
        case .number(let value, _): String(value) + "     "
        case .empty: ""
        }
      }
    let widest = texts.map { $0.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2e80 ? 1 : 2) } }.max() ?? 0
    return Double(min(60, max(8, widest + 2)))
  }
}
