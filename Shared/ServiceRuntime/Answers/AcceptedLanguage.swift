import Kernel

extension Language {
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
