/// How often something is done, as people write it.
public enum Interval {
  /// `36h` → 129600; nil where the text is no such time, or zero.
  public static func seconds(_ text: String) -> Int? {
    let units = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[String($0)] }), let number = Int(text.dropLast()),
      (1...1_000_000).contains(number)
    else { return nil }
    return number * unit
  }
}
