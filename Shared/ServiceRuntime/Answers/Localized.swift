/// The languages in which the suite speaks to people.
public enum Language: String, CaseIterable, Sendable {
  case chinese = "zh"
  case english = "en"

  /// What an `Accept-Language` field prefers; Chinese where it is absent, broken, or names neither.
  public init(accepting field: String?) {
    let offers = field.map(QualityList.init)?.items ?? []
    // `*` stands for whatever is not named, so it ranks Chinese where Chinese is not named itself.
    func quality(of language: Language) -> Double? {
      offers.first { $0.value == language.rawValue || $0.value.hasPrefix(language.rawValue + "-") }?.quality
    }
    let rest = offers.first { $0.value == "*" }?.quality
    let (chinese, english) = (quality(of: .chinese) ?? rest ?? 0, quality(of: .english) ?? 0)
    self = english > chinese ? .english : .chinese
  }
}

/// A text for people in both languages.
public struct Localized: Hashable, Sendable {
  public let chinese: String
  public let english: String

  public init(zh chinese: String, en english: String) {
    self.chinese = chinese
    self.english = english
  }

  public subscript(language: Language) -> String {
    switch language {
    case .chinese: chinese
    case .english: english
    }
  }
}
