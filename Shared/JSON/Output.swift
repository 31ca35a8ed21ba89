import FoundationEssentials
import Glibc

/// The text so far, and the objects and arrays in it that are still open. A value's place is the number of those around
/// it; whatever is open inside of it ends when something is written beside it.
struct Output {
  private struct Level {
    let isObject: Bool
    var count = 0
    let firstMember: Int
  }

  /// Where a member begins (its quote), its name ends and its value ends.
  private struct Member {
    let start: Int
    let nameEnd: Int
    var end = 0
  }

  private(set) var bytes: [UInt8] = []
  private var levels: [Level] = []
  private var members: [Member] = []

  init() { bytes.reserveCapacity(512) }

  mutating func open(isObject: Bool, at place: Int) {
    guard levels.count <= place else { return close(from: place + 1) }
    levels.append(Level(isObject: isObject, firstMember: members.count))
    bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
  }

  /// Ends the objects and arrays that are open at that place and inside of it.
  mutating func close(from place: Int) {
    while levels.count > place, let level = levels.popLast() {
      if level.isObject { sort(from: level.firstMember) }
      bytes.append(level.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }
  }

  /// Begins the next element of the array, or the next member of the object, at that place.
  mutating func next(_ name: String?, at place: Int) {
    close(from: place + 1)
    if levels[place].count > 0 {
      if name != nil { members[members.count - 1].end = bytes.count }
      bytes.append(UInt8(ascii: ","))
    }
    levels[place].count += 1
    guard let name else { return }
    let start = bytes.count
    write(name)
    members.append(Member(start: start, nameEnd: bytes.count - 1))
    bytes.append(UInt8(ascii: ":"))
  }

  func count(at place: Int) -> Int { levels[place].count }

  private mutating func sort(from first: Int) {
    defer { members.removeLast(members.count - first) }
    guard members.count > first + 1 else { return }
    members[members.count - 1].end = bytes.count
    let start = members[first].start
    bytes.withUnsafeBytes { bytes in
      func precedes(_ one: Member, _ other: Member) -> Bool {
        let (length, otherLength) = (one.nameEnd - one.start, other.nameEnd - other.start)
        guard let text = bytes.baseAddress else { return false }
        let order = memcmp(text + one.start, text + other.start, min(length, otherLength))
        return order == 0 ? length < otherLength : order < 0
      }
      guard (first + 1..<members.count).contains(where: { precedes(members[$0], members[$0 - 1]) }) else { return }
      members[first...].sort(by: precedes)
    }
    var sorted: [UInt8] = []
    sorted.reserveCapacity(bytes.count - start)
    for member in members[first...] {
      if !sorted.isEmpty { sorted.append(UInt8(ascii: ",")) }
      sorted += bytes[member.start..<member.end]
    }
    bytes.replaceSubrange(start..., with: sorted)
  }

  // MARK: Values

  mutating func write(_ text: String, finite: Bool) throws {
    guard finite else {
      throw EncodingError.invalidValue(
        text, EncodingError.Context(codingPath: [], debugDescription: "JSON has no number \(text)"))
    }
    write(bare: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  mutating func write(bare text: String) { bytes += text.utf8 }

  mutating func write(_ text: String) { bytes.append(quoting: text, .compact) }
}

extension UnsafeMutablePointer<Output> {
  /// Not a method of the output: a value writes its parts there meanwhile.
  func write<Value: Encodable>(_ value: Value, at depth: Int) throws {
    // Where the types are the same, a cast would look for that once more.
    if Value.self == String.self {
      pointee.write(unsafeBitCast(value, to: String.self))
    } else if Value.self == Int.self {
      pointee.write(bare: String(unsafeBitCast(value, to: Int.self)))
    } else if Value.self == Int64.self {
      pointee.write(bare: String(unsafeBitCast(value, to: Int64.self)))
    } else if Value.self == Bool.self {
      pointee.write(bare: unsafeBitCast(value, to: Bool.self) ? "true" : "false")
    } else if Value.self == Double.self, let number = value as? Double {
      try pointee.write(number.description, finite: number.isFinite)
    } else if Value.self == Decimal.self, let number = value as? Decimal {
      try pointee.write(number.description, finite: number.isFinite)
    } else {
      let before = pointee.bytes.count
      try value.encode(to: Place(output: self, depth: depth))
      if pointee.bytes.count == before { pointee.write(bare: "{}") }
    }
  }
}
