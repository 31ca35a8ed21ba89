/// A table of a document, its head repeated on each sheet of paper.
public struct Table: Sendable {
  /// A column; how its cells stand.
  public struct Column: Sendable {
    var title: String
    var head = ""
    var cell = ""

    /// Words, from the left.
    public static func text(_ title: String) -> Column { Column(title: title) }
    /// A day or a document's number, which is never broken.
    public static func whole(_ title: String) -> Column { Column(title: title, cell: "d") }
    /// A figure, from the right.
    public static func figure(_ title: String) -> Column { Column(title: title, head: "n", cell: "n") }
  }

  /// What stands in a cell.
  public struct Cell: Sendable, ExpressibleByStringInterpolation {
    var html: HTML
    var columns = 1

    public init(stringLiteral source: String) { html = HTML(stringLiteral: source) }

    public init(stringInterpolation: HTML.StringInterpolation) { html = HTML(stringInterpolation: stringInterpolation) }

    /// A text over several columns.
    public static func across(_ columns: Int, _ text: String) -> Cell {
      var cell: Cell = "\(text)"
      cell.columns = columns
      return cell
    }
  }

  private let columns: [Column]
  private var rows: [HTML] = []

  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row. `isTotal`: it sums up others.
  public mutating func append(_ cells: [Cell], isTotal: Bool = false) {
    var row: HTML = isTotal ? "<tr class=\"total\">" : "<tr>"
    var column = 0
    for cell in cells {
      let kind = column < columns.count ? columns[column].cell : ""
      let span: HTML = cell.columns > 1 ? " colspan=\"\(cell.columns)\"" : ""
      row = "\(row)<td\(Self.kind(kind))\(span)>\(cell.html)</td>"
      column += cell.columns
    }
    rows.append("\(row)</tr>")
  }

  /// The table as part of a page.
  public var html: HTML {
    let heads = columns.reduce("" as HTML) { "\($0)<th\(Self.kind($1.head))>\($1.title)</th>" }
    return "<table><thead><tr>\(heads)</tr></thead><tbody>\n\(rows)\n</tbody></table>"
  }

  private static func kind(_ name: String) -> HTML { name.isEmpty ? "" : " class=\"\(name)\"" }
}
