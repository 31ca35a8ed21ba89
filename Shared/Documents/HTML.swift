/// A piece of a page. A literal is HTML; what is put into it is text and escaped by itself, another piece stays what it
/// is, and `\(raw:)` says that a text is HTML already.
public struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The HTML as it is sent.
  public let source: String

  /// HTML that somebody else wrote, such as a file.
  public init(raw source: String) { self.source = source }

  public init(stringLiteral source: String) { self.source = source }

  public init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

  /// Text as it may stand in HTML, in attributes too (in double quotes).
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  /// Puts a literal together.
  public struct StringInterpolation: StringInterpolationProtocol {
    var source = ""

    public init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity * 2) }

    public mutating func appendLiteral(_ literal: String) { source += literal }

    /// A text, a number, a day, a quantity, an amount with its currency.
    public mutating func appendInterpolation(_ text: some CustomStringConvertible) {
      source += HTML.escaped(text.description)
    }

    public mutating func appendInterpolation(_ piece: HTML) { source += piece.source }

    /// Pieces, each on a line of its own.
    public mutating func appendInterpolation(_ pieces: [HTML]) {
      source += pieces.map(\.source).joined(separator: "\n")
    }

    public mutating func appendInterpolation(raw source: String) { self.source += source }
  }
}
