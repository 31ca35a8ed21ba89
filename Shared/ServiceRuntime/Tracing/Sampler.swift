/// Which traces are collected, by the names that OpenTelemetry gives (`OTEL_TRACES_SAMPLER`).
struct Sampler: Hashable, Sendable {
  /// The part of the traces that begin here; of those that began elsewhere too, where the caller's word does not count.
  let ratio: Double
  /// Whether what the caller decided counts.
  let followsCaller: Bool

  static let standard = Sampler(ratio: 1, followsCaller: true)

  init(ratio: Double, followsCaller: Bool) {
    (self.ratio, self.followsCaller) = (ratio, followsCaller)
  }

  /// Nil for a name that is not known, or an argument that is no ratio from 0 to 1; without one it is 1.
  init?(name: String, argument: String?) {
    let (base, follows) =
      name.hasPrefix("parentbased_") ? (String(name.dropFirst("parentbased_".count)), true) : (name, false)
    followsCaller = follows
    switch base {
    case "always_on": ratio = 1
    case "always_off": ratio = 0
    case "traceidratio":
      guard let given = argument.map({ Double($0) }) ?? 1, (0...1).contains(given) else { return nil }
      ratio = given
    default: return nil
    }
  }

  /// `decided`: what the caller decided; nil where the trace begins here. By the trace's id, so that all services come to
  /// the same.
  func isSampled(_ traceID: String, decided: Bool?) -> Bool {
    if followsCaller, let decided { return decided }
    guard ratio < 1 else { return true }
    let random = UInt64(traceID.suffix(14), radix: 16) ?? 0
    return Double(random) < ratio * Double(UInt64(1) << 56)
  }
}
