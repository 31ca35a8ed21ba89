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

  /// At most 31 characters, none of `[]:*?/\`.
  public var sheet: String
  /// The first row, in bold, which stays in sight.
  public var columns: [String]
  public var rows: [[Cell]] = []
  /// Rows at the end that are set in bold, such as totals.
  public var totals: [[Cell]] = []

  public init(sheet: String, columns: [String]) {
    self.sheet = sheet
    self.columns = columns
  }

  public static let contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

  /// The file's bytes. Blocks while a temporary file is written.
  public func bytes() throws(Failure) -> [UInt8] {
    var path = Array("\(Self.temporaryFolder)/joinery-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0 else { throw Failure(description: "no temporary file: \(String(cString: strerror(errno)))") }
    defer {
      unlink(path)
      close(file)
    }
    guard let workbook = workbook_new(path) else { throw Failure(description: "no memory for a workbook") }
    guard let worksheet = workbook_add_worksheet(workbook, sheet) else {
      _ = workbook_close(workbook)
      throw Failure(description: "'\(sheet)' cannot name a sheet")
    }
    fill(worksheet, of: workbook)
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

  private func fill(_ worksheet: UnsafeMutablePointer<lxw_worksheet>, of workbook: UnsafeMutablePointer<lxw_workbook>) {
    let bold = workbook_add_format(workbook)
    format_set_bold(bold)
    var formats: [Int: UnsafeMutablePointer<lxw_format>] = [:]
    var boldFormats: [Int: UnsafeMutablePointer<lxw_format>] = [:]
    func format(_ decimals: Int, bold: Bool) -> UnsafeMutablePointer<lxw_format>? {
      if let known = bold ? boldFormats[decimals] : formats[decimals] { return known }
      guard let made = workbook_add_format(workbook) else { return nil }
      format_set_num_format(made, decimals == 0 ? "#,##0" : "#,##0." + String(repeating: "0", count: decimals))
      if bold {
        format_set_bold(made)
        boldFormats[decimals] = made
      } else {
        formats[decimals] = made
      }
      return made
    }
    for (column, name) in columns.enumerated() {
      _ = worksheet_write_string(worksheet, 0, lxw_col_t(column), name, bold)
      _ = worksheet_set_column(worksheet, lxw_col_t(column), lxw_col_t(column), width(of: column), nil)
    }
    worksheet_freeze_panes(worksheet, 1, 0)
    for (index, cells) in (rows + totals).enumerated() {
      let isTotal = index >= rows.count
      for (column, cell) in cells.enumerated() {
        let (row, column) = (lxw_row_t(index + 1), lxw_col_t(column))
        switch cell {
        case .text(let text): _ = worksheet_write_string(worksheet, row, column, text, isTotal ? bold : nil)
        case .number(let value, let decimals):
          let number = Double(value) / pow(10, Double(decimals))
          _ = worksheet_write_number(worksheet, row, column, number, format(decimals, bold: isTotal))
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
