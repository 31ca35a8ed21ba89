import JSON
import Kernel

/// What could not be read, in the words of an answer: each refusal with its field, its code and its remedy.
extension FieldError {
  public init(_ fault: ReadingFault) {
    func error(_ code: String, zh chinese: String, en english: String) -> FieldError {
      FieldError(pointer: fault.pointer, code: code, detail: Localized(zh: chinese, en: english))
    }
    switch fault.reason {
    case .missing: self = error("missing", zh: "缺少此字段；请填写。", en: "This field is required; add it.")
    case .unknown:
      self = error(
        "unknown-field", zh: "没有这个字段；请检查拼写或删除它。",
        en: "There is no such field; check its spelling or leave it out.")
    case .wrongType(let needed, .null):
      let words = needed.words
      self = error(
        "missing", zh: "不能为 null；需要\(words.chinese)。", en: "This field cannot be null; write \(words.english).")
    case .wrongType(let needed, let found):
      let (words, found) = (needed.words, found.words)
      self = error(
        "wrong-type", zh: "需要\(words.chinese)，但收到\(found.chinese)。",
        en: "Write \(words.english) here; this is \(found.english).")
    case .outOfRange(let least, let greatest):
      self = error(
        "out-of-range", zh: "数值超出范围；允许 \(least) 到 \(greatest)。",
        en: "The number is out of range; it may be \(least) to \(greatest).")
    case .tooManyDigits:
      self = error("out-of-range", zh: "数字过大或位数过多。", en: "The number is too large or has too many digits.")
    case .refused(let type, let reason):
      let refusal = Self.refusal(by: type, reason)
      self = error(refusal.code, zh: refusal.words.chinese, en: refusal.words.english)
    }
  }

  private static func refusal(by type: Any.Type, _ reason: String) -> (code: String, words: Localized) {
    if let allowed = allowedTexts(of: type) {
      let list = allowed.joined(separator: ", ")
      return ("not-allowed", Localized(zh: "只能是以下之一：\(list)。", en: "Write one of: \(list)."))
    }
    if type == BusinessDate.self {
      return (
        "invalid-date",
        Localized(zh: "没有这一天；请写成 2026-11-22 的形式。", en: "There is no such day; write it as 2026-11-22.")
      )
    }
    if type == Instant.self {
      return (
        "invalid-instant",
        Localized(
          zh: "不是 RFC 3339 时间；请写成 2026-11-22T08:30:00.000Z 的形式。",
          en: "This is no RFC 3339 time; write it as 2026-11-22T08:30:00.000Z.")
      )
    }
    let chinese = (type as? any DescribedSchema.Type)?.chineseRemedy ?? "请检查格式"
    return ("invalid", Localized(zh: "值无效：\(chinese)。", en: "The value is not valid: \(reason)."))
  }
}

extension ReadingFault.Needed {
  fileprivate var words: Localized {
    switch self {
    case .text: Localized(zh: "文本", en: "a text")
    case .truth: Localized(zh: "true 或 false", en: "true or false")
    case .wholeNumber: Localized(zh: "整数", en: "a whole number")
    case .number: Localized(zh: "数字", en: "a number")
    case .list: Localized(zh: "列表", en: "a list")
    case .object: Localized(zh: "对象", en: "an object")
    }
  }
}

extension ReadingFault.Found {
  fileprivate var words: Localized {
    switch self {
    case .null: Localized(zh: "null", en: "null")
    case .truth: Localized(zh: "true 或 false", en: "true or false")
    case .number(""): Localized(zh: "数字", en: "a number")
    case .number(let text): Localized(zh: "数字 \(text.prefix(40))", en: "the number \(text.prefix(40))")
    case .text: Localized(zh: "文本", en: "a text")
    case .list: Localized(zh: "列表", en: "a list")
    case .object: Localized(zh: "对象", en: "an object")
    }
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
