import Kernel

/// How a document is to be printed: on which paper, in which language.
public struct Printing: Sendable {
  /// What it is printed on.
  public enum Paper: String, CaseIterable, Sendable {
    case a4 = "A4"
    /// Continuous multi-part paper for dot-matrix printers, 241 mm wide, a sheet of 140 mm.
    case multiPart = "241mm"

    var style: [UInt8] {
      switch self {
      case .a4: PackageResources.a4_css
      case .multiPart: PackageResources.multi_part_css
      }
    }
  }

  public var paper: Paper
  public var language: Language

  public init(on paper: Paper = .a4, in language: Language) {
    self.paper = paper
    self.language = language
  }

  /// One of two texts, by the language.
  public func say(_ chinese: String, _ english: String) -> String { language.say(chinese, english) }

  private static let sheet = PageFile(PackageResources.sheet_html)
  private static let pageNumbers = PageFile(PackageResources.page_numbers_css)

  /// The document around a body. `style`: a style sheet of its own, after the common one; with `pageNumbers` each sheet
  /// of paper says which of how many it is, and the title.
  public func page(title: String, style: [UInt8] = [], pageNumbers: Bool = false, _ body: HTML) -> HTML {
    let numbers = pageNumbers ? Self.pageNumbers.filled(in: language, ["title": HTML(raw: Self.styled(title))]) : ""
    let styles = [paper.style, Array(numbers.source.utf8), PackageResources.sheet_css, style]
    return Self.sheet.filled(
      in: language,
      ["title": "\(title)", "style": HTML(raw: String(decoding: styles.joined(), as: UTF8.self)), "body": body])
  }

  /// The head of a document: what is it about, by name.
  public static func facts(_ facts: [(name: String, value: HTML)]) -> HTML {
    "<dl>\(facts.map { "<dt>\($0.name)</dt><dd>\($0.value)</dd>" as HTML })</dl>"
  }

  /// The foot of a document: where people sign.
  public static func signatures(_ names: String...) -> HTML {
    "<footer>\(names.map { "<span>\($0)</span>" as HTML })</footer>"
  }

  /// A text as part of a string in a style sheet: what is neither letter nor digit by its code.
  static func styled(_ text: String) -> String {
    text.unicodeScalars.map {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) ? String($0) : "\\\(String($0.value, radix: 16)) "
    }.joined()
  }
}
