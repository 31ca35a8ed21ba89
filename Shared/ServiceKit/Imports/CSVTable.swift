import Kernel
import ServiceRuntime

/// A CSV file that people send, by the names of its columns (RFC 4180, UTF-8 with or without a mark).
public struct CSVTable: Sendable {
  public struct Row: Sendable {
    /// As a spreadsheet counts: the header is row 1.
    public let number: Int
    fileprivate let cells: [String]
    fileprivate let places: [String: Int]

    /// The cell's text without spaces around it; nil where it is empty or the column absent.
    public subscript(_ column: String) -> String? {
      guard let place = places[column], place < cells.count else { return nil }
      let text = CSVTable.trimmed(cells[place])
      return text.isEmpty ? nil : text
    }

    /// A cell that must be there. Throws 422.
    public func required(_ column: String) throws(Problem) -> String {
      guard let text = self[column] else {
        throw .refusedRow(Localized(zh: "“\(column)”不能为空。", en: "'\(column)' must not be empty."))
      }
      return text
    }
  }

  /// The names of the columns, in their order; empty for an empty file.
  public let header: [String]
  /// Those with something in them.
  public let rows: [Row]

  /// A file with whatever columns it has. Throws 422 for what is no CSV.
  public init(_ bytes: [UInt8]) throws(Problem) {
    var lines = try Self.lines(bytes)
    header = lines.isEmpty ? [] : lines.removeFirst().cells.map(Self.trimmed)
    rows = Self.rows(lines, Dictionary(zip(header, header.indices), uniquingKeysWith: { first, _ in first }))
  }

  /// A file with known columns: `columns` maps each name to other spellings that its header may have. Throws 422 for a
  /// file without a required column, with an unknown one, with too many rows, or that is no CSV.
  public init(
    _ bytes: [UInt8], columns: [String: [String]], required: [String], upTo limit: Int = 100_000
  ) throws(Problem) {
    var lines = try Self.lines(bytes)
    guard !lines.isEmpty else {
      throw Self.refused(
        "empty", Localized(zh: "文件为空；第一行须为列名。", en: "The file is empty; its first row names the columns."))
    }
    header = lines.removeFirst().cells.map(Self.trimmed)
    var places: [String: Int] = [:]
    for (place, header) in header.enumerated() where !header.isEmpty {
      let name = columns.first { $0.key.lowercased() == header.lowercased() || $0.value.contains(header) }?.key
      guard let name else {
        throw Self.refused(
          "unknown-column",
          Localized(
            zh: "未知的列“\(header)”；可用：\(columns.keys.sorted().joined(separator: "、"))。",
            en: "There is no column '\(header)'; use \(columns.keys.sorted().joined(separator: ", "))."))
      }
      places[name] = place
    }
    for name in required where places[name] == nil {
      throw Self.refused("missing-column", Localized(zh: "缺少列“\(name)”。", en: "The column '\(name)' is missing."))
    }
    guard lines.count <= limit else {
      throw Self.refused("too-many-rows", Localized(zh: "每次最多 \(limit) 行。", en: "At most \(limit) rows at a time."))
    }
    rows = Self.rows(lines, places)
  }

  private static func rows(_ lines: [(number: Int, cells: [String])], _ places: [String: Int]) -> [Row] {
    lines.filter { $0.cells.contains { !trimmed($0).isEmpty } }.map {
      Row(number: $0.number, cells: $0.cells, places: places)
    }
  }

  private static func refused(_ code: String, _ detail: Localized) -> Problem {
    Problem(422, "csv-\(code)", title: Localized(zh: "无法读取 CSV", en: "The CSV cannot be read"), detail: detail)
  }

  fileprivate static func trimmed(_ text: String) -> String {
    var part = text[...]
    while part.first?.isWhitespace == true { part.removeFirst() }
    while part.last?.isWhitespace == true { part.removeLast() }
    return String(part)
  }

  /// Numbered from 1. By bytes: what separates is ASCII, and UTF-8 has no such byte within another character.
  private static func lines(_ bytes: [UInt8]) throws(Problem) -> [(number: Int, cells: [String])] {
    guard
      let text = String(
        validating: bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes, as: UTF8.self)
    else {
      throw refused("not-utf8", Localized(zh: "文件须为 UTF-8 编码。", en: "The file must be UTF-8."))
    }
    var lines: [(number: Int, cells: [String])] = []
    var (cells, cell, quoted) = ([String](), [UInt8](), false)
    let bytes = Array(text.utf8)
    var place = 0
    func isNext(_ byte: UInt8) -> Bool { place < bytes.count && bytes[place] == byte }
    func endCell() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell.removeAll(keepingCapacity: true)
    }
    func endLine() {
      endCell()
      lines.append((lines.count + 1, cells))
      cells = []
    }
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\"") where quoted && isNext(UInt8(ascii: "\"")):
        cell.append(byte)
        place += 1
      case UInt8(ascii: "\"") where quoted || cell.isEmpty: quoted.toggle()
      case UInt8(ascii: ",") where !quoted: endCell()
      case UInt8(ascii: "\r") where !quoted:
        if isNext(UInt8(ascii: "\n")) { place += 1 }
        endLine()
      case UInt8(ascii: "\n") where !quoted: endLine()
      default: cell.append(byte)
      }
    }
    guard !quoted else {
      throw refused("open-quote", Localized(zh: "引号没有结束。", en: "A quotation mark is not closed."))
    }
    if !cells.isEmpty || !cell.isEmpty { endLine() }
    return lines
  }
}
