import Glibc
import Persistence

/// The headers of an event, in the order in which our own services write them.
enum EnvelopeAttribute: Int, CaseIterable {
  case specversion, id, source, type, time, subject, partitionkey, stream, streamepoch, streamsequence
  case correlationid, causationid, actor, actorrole, contentType, traceparent, tracestate

  var name: StaticString {
    switch self {
    case .specversion: "ce_specversion"
    case .id: "ce_id"
    case .source: "ce_source"
    case .type: "ce_type"
    case .time: "ce_time"
    case .subject: "ce_subject"
    case .partitionkey: "ce_partitionkey"
    case .stream: "ce_stream"
    case .streamepoch: "ce_streamepoch"
    case .streamsequence: "ce_streamsequence"
    case .correlationid: "ce_correlationid"
    case .causationid: "ce_causationid"
    case .actor: "ce_actor"
    case .actorrole: "ce_actorrole"
    case .contentType: "content-type"
    case .traceparent: "traceparent"
    case .tracestate: "tracestate"
    }
  }

  var packed: HeaderName { Self.packed[rawValue] }

  private static let packed = allCases.map { HeaderName($0.name) }
  static let names = allCases.map(\.name)
}

/// Where the attributes of an event stand among the headers of a record; of a name that stands there twice, the first
/// counts.
struct EnvelopeAttributes {
  private let bytes: [UInt8]
  private var values: [Range<Int>?]
  private(set) var hasCloudEvent = false

  init(_ headers: PackedHeaders) {
    let names = EnvelopeAttribute.names
    var values = [Range<Int>?](repeating: nil, count: names.count)
    var found: UInt32 = 0
    var next = 0
    for (name, value) in headers {
      hasCloudEvent = hasCloudEvent || headers.bytes.stands("ce_", at: name.prefix(3))
      for step in 0..<names.count {
        let index = (next + step) % names.count
        guard headers.bytes.stands(names[index], at: name) else { continue }
        if found & 1 << index == 0 { values[index] = value }
        found |= 1 << index
        next = index + 1
        break
      }
    }
    bytes = headers.bytes
    self.values = values
  }

  /// What all of our own events say; nothing follows from it.
  var isPlainJSON: Bool {
    values[EnvelopeAttribute.contentType.rawValue].map { bytes.stands("application/json", at: $0) } ?? false
  }

  func text(_ name: EnvelopeAttribute) throws(EnvelopeError) -> String? {
    guard let range = values[name.rawValue] else { return nil }
    guard range.count <= EventJournal.attributeLimit else {
      throw EnvelopeError("the header \(name.name) has more than \(EventJournal.attributeLimit) bytes")
    }
    guard let text = String(utf8: bytes, in: range) else {
      throw EnvelopeError("the header \(name.name) is not valid UTF-8")
    }
    return text
  }

  func required(_ name: EnvelopeAttribute) throws(EnvelopeError) -> String {
    guard let value = try text(name), !value.isEmpty else {
      throw EnvelopeError("the header \(name.name) is missing")
    }
    return value
  }
}

extension [UInt8] {
  /// Whether this text, and nothing else, stands there.
  fileprivate func stands(_ text: StaticString, at range: Range<Int>) -> Bool {
    range.count == text.utf8CodeUnitCount
      && withUnsafeBytes { bytes in
        bytes.baseAddress.map { memcmp($0 + range.lowerBound, text.utf8Start, range.count) == 0 } ?? false
      }
  }

  /// The text that these bytes are in UTF-8; nil where they are not.
  var text: String? { String(utf8: self, in: indices) }
}
