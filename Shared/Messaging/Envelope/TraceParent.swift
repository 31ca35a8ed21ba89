import Kernel
import Persistence

/// The W3C trace in which an event is sent and handled (Trace Context, version 00).
public struct TraceParent: Hashable, Sendable {
  /// 00-32 hex-16 hex-2 hex
  public let text: String

  /// What outside producers send as `traceparent` goes on only where it is one; ids are not zero.
  public init?(_ text: String) {
    var text = text
    let isValid = text.withUTF8 { bytes in
      guard bytes.count == 55 else { return false }
      var (traceIsZero, spanIsZero) = (true, true)
      for index in bytes.indices {
        let byte = bytes[index]
        if index == 2 || index == 35 || index == 52 {
          guard byte == UInt8(ascii: "-") else { return false }
        } else {
          guard (48...57).contains(byte) || (97...102).contains(byte) else { return false }
          if byte != UInt8(ascii: "0"), index < 35 { traceIsZero = traceIsZero && index < 2 }
          if byte != UInt8(ascii: "0"), (36..<52).contains(index) { spanIsZero = false }
        }
      }
      return !traceIsZero && !spanIsZero && !(bytes[0] == UInt8(ascii: "f") && bytes[1] == UInt8(ascii: "f"))
    }
    guard isValid else { return nil }
    self.text = text
  }

  private init(_ traceID: String, _ spanID: String, isSampled: Bool) {
    text = "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")"
  }

  /// 32 lower-case hexadecimal digits.
  public var traceID: String { part(3..<35) }
  /// 16 lower-case hexadecimal digits.
  public var spanID: String { part(36..<52) }
  /// Whether somebody collects the trace.
  public var isSampled: Bool { text.utf8.last.flatMap(hexValue).map { $0 & 1 == 1 } ?? false }

  private func part(_ range: Range<Int>) -> String { String(decoding: Array(text.utf8)[range], as: UTF8.self) }

  /// The next step in the same trace.
  func step(_ spanID: String) -> TraceParent { TraceParent(traceID, spanID, isSampled: isSampled) }

  /// The same for those who collect it.
  var sampled: TraceParent { TraceParent(traceID, spanID, isSampled: true) }

  /// The sending of an event, always under the same id, however often it is sent.
  func sending(_ eventID: String) -> TraceParent {
    let digits = String(max(1, fnv1a64(eventID.utf8)), radix: 16)
    return step(String(repeating: "0", count: 16 - digits.utf8.count) + digits)
  }

  /// A trace begins here where whoever sent the event began none (not sampled).
  static func begin(in unit: borrowing UnitOfWork) -> TraceParent {
    let trace: ID<Cause> = unit.newID()
    return TraceParent(trace.text.filter { $0 != "-" }, newSpanID(in: unit), isSampled: false)
  }

  static func newSpanID(in unit: borrowing UnitOfWork) -> String {
    let span: ID<Cause> = unit.newID()
    return String(span.text.filter { $0 != "-" }.suffix(16))
  }
}
