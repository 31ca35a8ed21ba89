/// A table as RFC 4180 text in UTF-8 with the mark by which spreadsheets know it.
public struct CSV: Sendable {
  public enum Cell: Hashable, Sendable {
    /// Text that a spreadsheet would take for a formula gets an apostrophe in front, and so does text that begins with
    /// one: a program that takes one apostrophe off has what was written.
    case text(String)
    /// Digits with a point, as they are: a minus sign begins no formula here.
    case number(String)
    case empty
  }

  /// The media type of the text, header row announced.
  public static let contentType = "text/csv; charset=utf-8; header=present"

  public private(set) var bytes: [UInt8] = [0xef, 0xbb, 0xbf]

  /// Begins with the row of column names, below what is said of the table, if anything is.
  public init(columns: [String], below lines: [[Cell]] = []) {
    if !lines.isEmpty { for line in lines + [[]] { append(line) } }
    append(columns.map(Cell.text))
  }

  public mutating func append(_ row: [Cell]) {
    for (index, cell) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .text(let text): append(text)
      case .number(let digits): bytes += digits.utf8
      case .empty: break
      }
    }
    bytes += "\r\n".utf8
  }

  /// What has been written since the last call, for tables that are sent in pieces.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// What a formula can begin with, in full width too, as Chinese keyboards write it; and the apostrophe.
  private static let guarded: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'"]

  private mutating func append(_ text: String) {
    let isGuarded = text.unicodeScalars.first.map(Self.guarded.contains) ?? false
    let needsQuotes = text.utf8.contains { ",\"\r\n".utf8.contains($0) }
    if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
    if isGuarded { bytes.append(UInt8(ascii: "'")) }
    for byte in text.utf8 {
      bytes.append(byte)
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
    }
    if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
  }
}
