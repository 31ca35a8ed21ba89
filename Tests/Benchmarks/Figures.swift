import JSON
import ServiceRuntime

/// What was measured, by id and name, one value a repetition.
struct Figures {
  struct Row {
    let id: String
    let name: String
    let unit: String
    /// What issue and design ask for, in words; empty for the floors.
    let target: String
    var values: [Double]

    var sorted: [Double] { values.sorted() }
    var median: Double { sorted[sorted.count / 2] }
  }

  private(set) var rows: [Row] = []

  mutating func add(_ id: String, _ name: String, _ unit: String, target: String = "", _ value: Double) {
    note("\(id) \(name): \(Self.text(value)) \(unit)")
    if let index = rows.firstIndex(where: { $0.id == id && $0.name == name }) {
      rows[index].values.append(value)
    } else {
      rows.append(Row(id: id, name: name, unit: unit, target: target, values: [value]))
    }
  }

  /// `{"rows": [{"id", "name", "unit", "median", "low", "high"}]}`
  var json: JSON {
    let rows = rows.map { row -> JSON in
      [
        "id": .string(row.id), "name": .string(row.name), "unit": .string(row.unit),
        "median": .number(Self.text(row.median)), "low": .number(Self.text(row.sorted[0])),
        "high": .number(Self.text(row.sorted[row.sorted.count - 1])),
      ]
    }
    return ["rows": .array(rows)]
  }

  /// The same for people: what has a target first, then the floors.
  var table: String {
    let lines = (rows.filter { !$0.target.isEmpty } + rows.filter { $0.target.isEmpty }).map { row in
      [
        row.id, row.name, Self.text(row.median), Self.text(row.sorted[0]), Self.text(row.sorted[row.sorted.count - 1]),
        row.unit, row.target,
      ]
    }
    let all = [["id", "name", "median", "low", "high", "unit", "target"]] + lines
    let widths = (0..<7).map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { line in
      line.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return (2...4).contains(column) ? padding + text : text + padding
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// Three digits that count, at least.
  static func text(_ value: Double) -> String {
    let scale: Double = abs(value) >= 100 ? 1 : abs(value) >= 10 ? 10 : abs(value) >= 1 ? 100 : 1000
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
