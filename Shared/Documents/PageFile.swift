import Kernel

/// A page that stands in a file of its own. `{{name}}` is filled in; `{{中文|English}}` is a text in two languages.
public struct PageFile: Sendable {
  private enum Piece: Sendable {
    case html(String)
    case words(Localized)
    case value(String)
  }

  private let pieces: [Piece]

  /// `bytes`: the file, UTF-8.
  public init(_ bytes: [UInt8]) {
    var pieces: [Piece] = []
    var rest = Substring(decoding: bytes, as: UTF8.self)
    while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
      pieces.append(.html(String(rest[..<start.lowerBound])))
      let inside = rest[start.upperBound..<end.lowerBound].split(separator: "|", maxSplits: 1).map(String.init)
      pieces.append(inside.count == 2 ? .words(Localized(zh: inside[0], en: inside[1])) : .value(inside.first ?? ""))
      rest = rest[end.upperBound...]
    }
    self.pieces = pieces + [.html(String(rest))]
  }

  /// The page in one language. A name without a value stays as it is written, so that it is seen.
  public func filled(in language: Language, _ values: [String: HTML] = [:]) -> HTML {
    HTML(
      raw: pieces.map { piece in
        switch piece {
        case .html(let source): source
        case .words(let words): words[language]
        case .value(let name): values[name]?.source ?? "{{\(name)}}"
        }
      }.joined())
  }
}
