/// What stands before the names of a suite's topics and groups at brokers that it shares with other suites. Names inside,
/// in stores, answers and settings, are without it: only this module puts it on and takes it off.
public struct TopicPrefix: Hashable, Sendable {
  public static let variable = "JOINERY_TOPIC_PREFIX"
  /// Room for the longest name of a topic behind it, and for the name of a file that a broker makes of that.
  static let longest = 32

  /// `gz.`; empty where the brokers are the suite's alone.
  public let text: String

  /// What is wrong with it, with the remedy; nil where it is good. No underscore: brokers take `a_b` and `a.b` for one in
  /// their metrics and refuse the second.
  public static func refusal(of text: String) -> String? {
    let isLegal = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isLegal, text.utf8.count <= longest, text.first?.isLetter ?? false || text.first?.isNumber ?? false,
      text.hasSuffix(".")
    else {
      return "'\(text)' is no prefix of topics; write up to \(longest) letters, digits, '.' and '-', a letter or digit "
        + "first and '.' last, such as gz."
    }
    return nil
  }

  /// What the environment says; none where the variable is not set or empty.
  public init(environment: [String: String]) throws(KafkaConfigurationError) {
    text = environment[Self.variable] ?? ""
    guard !text.isEmpty, let reason = Self.refusal(of: text) else { return }
    throw .invalidValue(variable: Self.variable, reason: reason)
  }

  /// The name at the brokers of a topic or group: `gz.joinery.leads`.
  public func outside(_ name: String) -> String { text.isEmpty ? name : text + name }

  /// The name in the suite of a topic that is one of this prefix; nil for one of others.
  func inside(_ name: String) -> String? {
    guard !text.isEmpty else { return name }
    return name.hasPrefix(text) ? String(name.dropFirst(text.count)) : nil
  }
}
