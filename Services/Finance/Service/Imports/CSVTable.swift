import ServiceRuntime

/// Rows of a CSV file that people send (RFC 4180, UTF-8 with or without a mark), by the names of their columns.
struct CSVTable: Sendable {
  struct Row: Sendable {
    /// As a spreadsheet counts: the header is row 1.
    var number: Int
    fileprivate var cells: [String]
    fileprivate var places: [String: Int]

    /// The cell's text without spaces around it; nil where it is empty or the column absent.
    subscript(_ column: String) -> String? {
      guard let place = places[column], place < cells.count else { return nil }
      let text = CSVTable.trimmed(cells[place])
      return text.isEmpty ? nil : text
    }
  }

  var rows: [Row] = []

  /// `columns` maps each name to other spellings that its header may have. Throws 422 for a file without a required
  /// column, with an unknown one, or that is no CSV.
  init(_ bytes: [UInt8], columns: [String: [String]], required: [String], upTo limit: Int = 100_000) throws {
    guard
      let text = String(
        validating: bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes, as: UTF8.self)
    else {
      throw Self.refused("not-utf8", Localized(zh: "文件须为 UTF-8 编码。", en: "The file must be UTF-8."))
    }
    var lines = try Self.lines(text)
    guard !lines.isEmpty else {
      throw Self.refused(
        "empty", Localized(zh: "文件为空；第一行须为列名。", en: "The file is empty; its first row names the columns."))
    }
    var places: [String: Int] = [:]
    for (place, header) in lines.removeFirst().cells.map(Self.trimmed).enumerated() where !header.isEmpty {
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
    rows = lines.filter { $0.cells.contains { !Self.trimmed($0).isEmpty } }.map {
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

  /// By bytes: what separates is ASCII, and UTF-8 has no such byte within another character.
  private static func lines(_ text: String) throws -> [(number: Int, cells: [String])] {
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
