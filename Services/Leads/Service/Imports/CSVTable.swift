/// A CSV file as rows by column names: RFC 4180, with or without the byte order mark.
struct CSVTable {
  var header: [String] = []
  var rows: [[String: String]] = []

  init(_ bytes: [UInt8]) {
    let text = String(
      decoding: bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes, as: UTF8.self)
    var (lines, fields, field, isQuoted) = ([[String]](), [String](), "", false)
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        field.append("\"")
        scalars.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        fields.append(field)
        field = ""
      case "\n" where !isQuoted:
        lines.append(fields + [field])
        (fields, field) = ([], "")
      case "\r" where !isQuoted: continue
      default: field.unicodeScalars.append(scalar)
      }
    }
    if !field.isEmpty || !fields.isEmpty { lines.append(fields + [field]) }
    guard let first = lines.first else { return }
    header = first
    rows = lines.dropFirst().filter { $0 != [""] }.map { line in
      Dictionary(zip(first, line), uniquingKeysWith: { first, _ in first })
    }
  }
}
