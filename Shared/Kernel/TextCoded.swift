/// What is written as its description, one text of a certain form.
public protocol TextCoded: Codable, LosslessStringConvertible {
  /// What is wrong with a text that is none, and how to write it.
  static func refusal(of text: String) -> String
}

extension TextCoded {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.refusal(of: text))
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
