extension DecodingError {
  /// The field at fault and what is wrong with it, in words without its content.
  public var reason: String {
    let (path, text): ([any CodingKey], String) =
      switch self {
      case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
      case .typeMismatch(let type, let context): (context.codingPath, "is no \(type)")
      case .valueNotFound(let type, let context): (context.codingPath, "is null instead of a \(type)")
      case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
      @unknown default: ([], "cannot be decoded")
      }
    guard !path.isEmpty else { return "the data cannot be decoded: \(text)" }
    return "the field '\(path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "."))' \(text)"
  }
}
