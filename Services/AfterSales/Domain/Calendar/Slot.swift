/// A part of a crew's day. The company names its slots; `day` is the whole of it.
public enum Slot {
  public static let wholeDay = "day"

  /// Whether one crew cannot do both.
  public static func overlap(_ one: String, _ other: String) -> Bool {
    one == other || one == wholeDay || other == wholeDay
  }
}
