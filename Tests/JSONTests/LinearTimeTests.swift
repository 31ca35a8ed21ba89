import FoundationEssentials
import Glibc
import JSON
import Testing

/// A sender chooses how many members there are: four times as many take about four times as long. Where each was looked
/// for among all of the others, it was sixteen times.
@Suite(.serialized) struct LinearTimeTests {
  enum Shape: CaseIterable {
    case unknownMembers, dictionary, nested, escapedNames, names, elements, strangers, repeated
    case escapedText, escapedTexts, digits, fraction, blanks, deep

    func body(_ count: Int) -> [UInt8] {
      let members = (0..<count).map { "\"name-\($0 * 7_919 % count)\":\($0)" }.joined(separator: ",")
      let text =
        switch self {
        case .unknownMembers, .dictionary, .names: "{\(members)}"
        case .nested: "{\"outer\":{\(members)}}"
        case .escapedNames: "{\(members.replacing("name", with: "n\\u00e4me"))}"
        case .elements: "[\((0..<count).map(String.init).joined(separator: ","))]"
        case .strangers: "[\((0..<count).map { "{\"stranger\":\($0)}" }.joined(separator: ","))]"
        case .repeated: "{\(members),\"name-0\":0}"
        case .escapedText: #"{"note":"\#(String(repeating: #"\u8336\n"#, count: count))"}"#
        case .escapedTexts: "[\((0..<count).map { _ in #""\u8336""# }.joined(separator: ","))]"
        case .digits: "[\(String(repeating: "7", count: count))]"
        case .fraction: "[0.\(String(repeating: "7", count: count))e-\(String(repeating: "1", count: count))]"
        case .blanks: "[\(String(repeating: " \n", count: count))1]"
        case .deep: "\(String(repeating: "[", count: count))\(String(repeating: "]", count: count))"
        }
      return Array(text.utf8)
    }

    /// Whatever comes of it.
    func read(_ body: [UInt8]) {
      switch self {
      case .unknownMembers:
        _ = try? StrictReading(Known.self, from: body)
        _ = try? CompactJSON.decoded(Known.self, from: body)
      case .dictionary, .escapedNames:
        _ = try? StrictReading([String: Int].self, from: body)
        _ = try? CompactJSON.decoded([String: Int].self, from: body)
      case .nested:
        _ = try? StrictReading([String: [String: Int]].self, from: body)
        _ = try? CompactJSON.decoded([String: [String: Int]].self, from: body)
      case .names: _ = try? JSON(parsing: body)
      case .elements: _ = try? StrictReading([Int].self, from: body)
      case .strangers: _ = try? StrictReading([Known].self, from: body)
      case .repeated: _ = try? StrictReading([String: Int].self, from: body)
      case .escapedText: _ = try? StrictReading(Known.self, from: body)
      case .escapedTexts: _ = try? StrictReading([String].self, from: body)
      case .digits, .fraction:
        _ = try? StrictReading([Int].self, from: body)
        _ = try? StrictReading([Decimal].self, from: body)
        _ = try? CompactJSON.decoded([Double].self, from: body)
      case .blanks: _ = try? StrictReading([Int].self, from: body)
      case .deep:
        _ = try? JSON(parsing: body)
        _ = try? StrictReading([[Int]].self, from: body)
      }
    }
  }

  struct Known: Decodable { var note: String? }

  @Test(arguments: Shape.allCases) func takesTimeInProportion(_ shape: Shape) {
    let (small, large) = (shape.body(8_000), shape.body(32_000))
    let (before, after) = (least(of: small, shape), least(of: large, shape))
    #expect(after < before * 10, "\(before) ns for 8,000, \(after) ns for 32,000")
  }

  /// The least of several, and of this thread alone, since others are at work on this machine too.
  private func least(of body: [UInt8], _ shape: Shape) -> UInt64 {
    (0..<5).map { _ in
      let before = threadTime()
      shape.read(body)
      return threadTime() - before
    }.min() ?? 0
  }
}

/// Nanoseconds that this thread has computed.
private func threadTime() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
