/// The weighted items of an `Accept` or `Accept-Language` field, in lower case, best first, equal ones as written.
struct QualityList {
  struct Item: Equatable {
    let value: String
    /// 0 (not wanted) to 1.
    let quality: Double
  }

  let items: [Item]

  init(_ field: String) {
    let parsed = field.utf8.prefix(1000).split(separator: UInt8(ascii: ",")).prefix(32).compactMap { part -> Item? in
      let pieces = part.split(separator: UInt8(ascii: ";")).map { trimmed(String(decoding: $0, as: UTF8.self)) }
      guard let value = pieces.first, !value.isEmpty else { return nil }
      let weight = pieces.dropFirst().first { $0.lowercased().hasPrefix("q=") }
      guard let weight else { return Item(value: value.lowercased(), quality: 1) }
      guard let quality = Double(weight.dropFirst(2)), (0...1).contains(quality) else { return nil }
      return Item(value: value.lowercased(), quality: quality)
    }
    // `sorted` is stable only by an index of one's own.
    items = parsed.enumerated()
      .sorted { ($0.element.quality, $1.offset) > ($1.element.quality, $0.offset) }
      .map(\.element)
  }

  /// The quality of a media type: of its own entry, else of `type/*`, else of `*/*`; nil where none covers it.
  func quality(ofMediaType type: String) -> Double? {
    let family = type.split(separator: "/").first.map { "\($0)/*" }
    return items.first { $0.value == type }?.quality ?? items.first { $0.value == family }?.quality
      ?? items.first { $0.value == "*/*" }?.quality
  }
}

/// Without blanks and tabs on both sides.
func trimmed(_ text: some StringProtocol) -> String {
  let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
  let start = text.drop(while: blank)
  let end = start.lastIndex { !blank($0) }
  return end.map { String(start[...$0]) } ?? ""
}
