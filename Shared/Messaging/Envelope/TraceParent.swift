import Kernel
import Persistence

/// The W3C trace in which an event is handled.
enum TraceParent {
  /// What outside producers send as `traceparent` goes on only where it is one: 00-32 hex-16 hex-2 hex, ids not zero.
  static func valid(_ text: String) -> String? {
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
    return isValid ? text : nil
  }

  /// A trace begins here where whoever sent the event began none (W3C Trace Context, not sampled).
  static func begin(in unit: borrowing UnitOfWork) -> String {
    let (trace, span): (ID<Cause>, ID<Cause>) = (unit.newID(), unit.newID())
    return "00-\(trace.text.filter { $0 != "-" })-\(span.text.filter { $0 != "-" }.suffix(16))-00"
  }
}
