/// The languages in which the suite speaks to people.
public enum Language: String, CaseIterable, Sendable {
  case chinese = "zh"
  case english = "en"

  /// One of two texts.
  public func say(_ chinese: String, _ english: String) -> String { self == .chinese ? chinese : english }
}

/// A text for people in both languages.
public struct Localized: Hashable, Sendable {
  public let chinese: String
  public let english: String

  public init(zh chinese: String, en english: String) {
    self.chinese = chinese
    self.english = english
  }

  public subscript(language: Language) -> String { language.say(chinese, english) }
}
