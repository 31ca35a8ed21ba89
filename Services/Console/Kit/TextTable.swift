/// Rows of texts in aligned columns, for a terminal.
package struct TextTable {
  let columns: [String]
  /// Columns whose texts are figures and stand at the right.
  let figures: Set<Int>
  private(set) var rows: [[String]] = []

  package init(_ columns: [String], figures: Set<Int> = []) {
    self.columns = columns
    self.figures = figures
  }

  /// Adds a row; what is missing at its end is empty.
  package mutating func add(_ cells: String...) {
    rows.append(cells.map(harmless) + Array(repeating: "", count: max(0, columns.count - cells.count)))
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// The head and the rows, a line each, without spaces at the ends.
  package var text: String {
    let lines = [columns] + rows
    let widths = columns.indices.map { column in lines.map { width(of: $0[column]) }.max() ?? 0 }
    return lines.map { cells in
      let line = cells.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - width(of: cell))
        return figures.contains(column) ? padding + cell : cell + padding
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

/// How many columns of a terminal a text takes: those of Chinese take two each.
private func width(of text: String) -> Int {
  text.unicodeScalars.reduce(0) { width, scalar in
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe4f, 0xff00...0xff60,
      0xffe0...0xffe6, 0x20000...0x3fffd:
      width + 2
    default: width + 1
    }
  }
}

/// A text from outside, without what would move a terminal's cursor or change its colours.
package func harmless(_ text: String) -> String {
  String(
    String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 }))
}
