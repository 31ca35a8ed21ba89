import FoundationEssentials
import Kernel

/// How values become Swift's own types, each refusal with its field and its remedy.
extension Place {
  func string(_ value: JSON) throws -> String {
    guard case .string(let text) = value else { throw wrongType(value, zh: "文本", en: "a text") }
    return text
  }

  func bool(_ value: JSON) throws -> Bool {
    guard case .bool(let bool) = value else { throw wrongType(value, zh: "true 或 false", en: "true or false") }
    return bool
  }

  func integer<Number: FixedWidthInteger>(_ value: JSON) throws -> Number {
    guard case .number(let text) = value else { throw wrongType(value, zh: "整数", en: "a whole number") }
    if let number = Number(text) { return number }
    // `12.0` and `1e3` are whole numbers too, in JSON Schema's sense.
    if let exact = Self.decimal(text).map({ "\($0)" }) {
      if let number = Number(exact) { return number }
      if exact.utf8.contains(UInt8(ascii: ".")) { throw wrongType(value, zh: "整数", en: "a whole number") }
    }
    throw failure(
      "out-of-range", zh: "数值超出范围；允许 \(Number.min) 到 \(Number.max)。",
      en: "The number is out of range; it may be \(Number.min) to \(Number.max).")
  }

  func float<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ value: JSON) throws -> Number {
    guard case .number(let text) = value else { throw wrongType(value, zh: "数字", en: "a number") }
    guard let number = Number(text), number.isFinite else { throw tooLarge() }
    return number
  }

  func decimal(_ value: JSON) throws -> Decimal {
    guard case .number(let text) = value else { throw wrongType(value, zh: "数字", en: "a number") }
    guard let number = Self.decimal(text) else { throw tooLarge() }
    return number
  }

  /// Nil where a `Decimal` cannot hold the number exactly: it has 38 digits and exponents up to 127.
  private static func decimal(_ text: String) -> Decimal? {
    let mantissa = text.utf8.prefix { $0 | 32 != UInt8(ascii: "e") }
    let digits = mantissa.filter { (48...57).contains($0) }.drop { $0 == 48 }
    guard digits.count <= 38, let number = Decimal(string: text), number.isFinite else { return nil }
    return number
  }

  func decode<Value: Decodable>(_ type: Value.Type, from value: JSON, _ findings: Findings) throws -> Value {
    // Its own `init(from:)` reads the form of property lists, not a number.
    if type == Decimal.self, let decimal = try decimal(value) as? Value { return decimal }
    do {
      return try Value(from: ValueDecoder(value, at: self, findings))
    } catch let error as DecodingError {
      throw failure(error, decoding: type)
    }
  }

  func missing() -> FieldFailure {
    failure("missing", zh: "缺少此字段；请填写。", en: "This field is required; add it.")
  }

  func wrongType(_ value: JSON, zh chinese: String, en english: String) -> FieldFailure {
    if value == .null {
      return failure(
        "missing", zh: "不能为 null；需要\(chinese)。", en: "This field cannot be null; write \(english).")
    }
    let found =
      switch value {
      case .null: Localized(zh: "null", en: "null")
      case .bool: Localized(zh: "true 或 false", en: "true or false")
      case .number(let text): Localized(zh: "数字 \(text.prefix(40))", en: "the number \(text.prefix(40))")
      case .string: Localized(zh: "文本", en: "a text")
      case .array: Localized(zh: "列表", en: "a list")
      case .object: Localized(zh: "对象", en: "an object")
      }
    return failure(
      "wrong-type", zh: "需要\(chinese)，但收到\(found.chinese)。",
      en: "Write \(english) here; this is \(found.english).")
  }

  private func tooLarge() -> FieldFailure {
    failure("out-of-range", zh: "数字过大或位数过多。", en: "The number is too large or has too many digits.")
  }

  private func failure(_ code: String, zh chinese: String, en english: String) -> FieldFailure {
    FieldFailure(error: FieldError(pointer: pointer, code: code, detail: Localized(zh: chinese, en: english)))
  }

  /// What a type itself threw while it was read here.
  private func failure<Value>(_ error: DecodingError, decoding type: Value.Type) -> FieldFailure {
    let (context, key): (DecodingError.Context, (any CodingKey)?) =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): (context, nil)
      case .keyNotFound(let key, let context): (context, key)
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: "\(error)"), nil)
      }
    let path = context.codingPath.count < self.path.count ? self.path : context.codingPath
    let pointer = Self.pointer(path + (key.map { [$0] } ?? []))
    func field(_ code: String, zh chinese: String, en english: String) -> FieldFailure {
      FieldFailure(error: FieldError(pointer: pointer, code: code, detail: Localized(zh: chinese, en: english)))
    }
    if key != nil { return field("missing", zh: "缺少此字段；请填写。", en: "This field is required; add it.") }
    if let allowed = allowedTexts(of: type) {
      let list = allowed.joined(separator: ", ")
      return field("not-allowed", zh: "只能是以下之一：\(list)。", en: "Write one of: \(list).")
    }
    let reason = context.debugDescription
    if type == BusinessDate.self {
      return field(
        "invalid-date", zh: "没有这一天；请写成 2026-11-22 的形式。",
        en: "There is no such day; write it as 2026-11-22.")
    }
    if type == Instant.self {
      return field(
        "invalid-instant", zh: "不是 RFC 3339 时间；请写成 2026-11-22T08:30:00.000Z 的形式。",
        en: "This is no RFC 3339 time; write it as 2026-11-22T08:30:00.000Z.")
    }
    let chinese = (type as? any DescribedSchema.Type)?.chineseRemedy ?? "请检查格式"
    return field("invalid", zh: "值无效：\(chinese)。", en: "The value is not valid: \(reason).")
  }
}

/// The texts of a closed list: an enum of all cases with texts as raw values. Nil for any other type.
func allowedTexts(of type: Any.Type) -> [String]? {
  func texts<List: CaseIterable>(_ list: List.Type) -> [String]? {
    let texts = list.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    return texts.isEmpty ? nil : texts
  }
  guard let list = type as? any CaseIterable.Type else { return nil }
  return texts(list)
}
