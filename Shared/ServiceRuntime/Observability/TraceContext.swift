import Kernel

/// The W3C trace context of what is going on (Trace Context, level 1): who caused it, by ids that logs and records
/// carry along.
public struct TraceContext: Hashable, Sendable {
  /// 32 lower-case hexadecimal digits, not all zero.
  public let traceID: String
  /// 16 lower-case hexadecimal digits, not all zero.
  public let spanID: String
  /// The span of which this is the next step; nil at the beginning of a trace.
  public let parentID: String?
  public let flags: UInt8
  /// The `tracestate` of other vendors, passed on as it came; nil where there was none or it was broken.
  public let state: String?

  /// Reads `traceparent` and `tracestate`. Nil where the former is not valid: then a trace of one's own begins. What a
  /// later version adds behind the flags is ignored, as the standard asks.
  public init?(traceparent: String?, tracestate: String? = nil) {
    guard let traceparent else { return nil }
    let bytes = Array(traceparent.utf8)
    let dash = UInt8(ascii: "-")
    guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
      let version = Self.byte(bytes[0], bytes[1]), version != 0xff,
      version == 0 ? bytes.count == 55 : (bytes.count == 55 || bytes[55] == dash),
      Self.isID(bytes[3..<35]), Self.isID(bytes[36..<52]), let flags = Self.byte(bytes[53], bytes[54])
    else { return nil }
    traceID = String(decoding: bytes[3..<35], as: UTF8.self)
    spanID = String(decoding: bytes[36..<52], as: UTF8.self)
    parentID = nil
    self.flags = flags
    state = tracestate.flatMap { Self.isState($0) ? $0 : nil }
  }

  /// The beginning of a trace, not sampled.
  public init(using random: inout some RandomNumberGenerator) {
    traceID = Self.hex(Self.notZero(&random)) + Self.hex(random.next())
    spanID = Self.hex(Self.notZero(&random))
    parentID = nil
    flags = 0
    state = nil
  }

  private init(traceID: String, spanID: String, parentID: String?, flags: UInt8, state: String?) {
    self.traceID = traceID
    self.spanID = spanID
    self.parentID = parentID
    self.flags = flags
    self.state = state
  }

  /// The next step of the same trace.
  public func child(using random: inout some RandomNumberGenerator) -> TraceContext {
    TraceContext(
      traceID: traceID, spanID: Self.hex(Self.notZero(&random)), parentID: spanID, flags: flags, state: state)
  }

  /// Whether somebody collects the trace.
  public var isSampled: Bool { flags & 1 == 1 }

  /// The same where it was decided whether it is collected.
  func sampled(_ isSampled: Bool) -> TraceContext {
    TraceContext(
      traceID: traceID, spanID: spanID, parentID: parentID, flags: isSampled ? flags | 1 : flags & ~1, state: state)
  }

  /// The value for `traceparent`, as version 00, which knows only the sampled flag.
  public var traceparent: String { "00-\(traceID)-\(spanID)-0\(flags & 1)" }

  private static func isID(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.allSatisfy(isLowerHex) && digits.contains { $0 != UInt8(ascii: "0") }
  }

  private static func isLowerHex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }

  private static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
    guard isLowerHex(high), isLowerHex(low), let high = hexValue(high), let low = hexValue(low) else { return nil }
    return high << 4 | low
  }

  /// At most 32 members `key=value` in 512 bytes of visible ASCII and blanks.
  private static func isState(_ text: String) -> Bool {
    let members = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: true)
    return !members.isEmpty && members.count <= 32 && text.utf8.count <= 512
      && text.utf8.allSatisfy { (32...126).contains($0) || $0 == 9 }
      && members.allSatisfy { member in
        let content = member.drop { $0 == 32 || $0 == 9 }
        guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else { return content.isEmpty }
        return equals > content.startIndex && content.index(after: equals) < content.endIndex
      }
  }

  private static func notZero(_ random: inout some RandomNumberGenerator) -> UInt64 {
    random.next(upperBound: UInt64.max) + 1
  }

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
