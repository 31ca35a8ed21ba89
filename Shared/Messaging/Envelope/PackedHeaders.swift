/// The headers of a record in one block of memory, in their order and byte for byte: they are made, read and passed on
/// with each record, and a list of texts would cost two dozen allocations a record.
public struct PackedHeaders: Hashable, Sendable {
  /// Name, value, name, value …: each behind its length in four bytes, the most significant first; the length of a null
  /// value is 0xffffffff.
  public private(set) var bytes: [UInt8]

  public init(_ headers: [RecordHeader] = []) {
    bytes = []
    for header in headers {
      bytes.appendPart(header.name.utf8)
      if let value = header.value { bytes.appendPart(value) } else { bytes.appendLength(.max) }
    }
  }

  /// What `bytes` of others were; what cannot be read of them counts as not there.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Without headers, with room for so many bytes.
  public init(reserving count: Int) {
    bytes = []
    bytes.reserveCapacity(count)
  }

  /// The same as a list.
  public var list: [RecordHeader] {
    map { name, value in
      RecordHeader(String(decoding: bytes[name], as: UTF8.self), value.map { Array(bytes[$0]) })
    }
  }

  /// With the headers that the closure writes, which take exactly so many bytes.
  public init(count: Int, _ write: (inout Unwritten) -> Void) {
    bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      var unwritten = Unwritten(bytes: UnsafeMutableRawBufferPointer(buffer))
      write(&unwritten)
      written = unwritten.start
    }
  }

  /// How many bytes a header takes whose value may be null.
  public static func byteCount(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Int {
    8 + name.count + (value?.count ?? 0)
  }

  /// The bytes that no header has been written to yet.
  public struct Unwritten {
    fileprivate let bytes: UnsafeMutableRawBufferPointer
    fileprivate var start = 0

    /// Adds a header whose value may be null.
    public mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) {
      append(UInt32(truncatingIfNeeded: name.count), name)
      append(value.map { UInt32(truncatingIfNeeded: $0.count) } ?? .max, value)
    }

    private mutating func append(_ length: UInt32, _ part: UnsafeRawBufferPointer?) {
      bytes.storeBytes(of: length.bigEndian, toByteOffset: start, as: UInt32.self)
      start += 4
      guard let part else { return }
      UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + part.count]).copyMemory(from: part)
      start += part.count
    }
  }

  mutating func append(_ name: HeaderName, _ text: String) {
    bytes += name.part
    bytes.appendPart(text.utf8)
  }

  /// Adds a header whose value of so many bytes the closure appends.
  mutating func append(_ name: HeaderName, count: Int, _ value: (inout [UInt8]) -> Void) {
    bytes += name.part
    bytes.appendLength(UInt32(truncatingIfNeeded: count))
    value(&bytes)
  }
}

extension PackedHeaders: Sequence {
  /// Where the name and the value of each header stand in `bytes`.
  public struct Iterator: IteratorProtocol {
    fileprivate let bytes: [UInt8]
    fileprivate var index = 0

    public mutating func next() -> (name: Range<Int>, value: Range<Int>?)? {
      guard let name = part(), index + 4 <= bytes.count else { return nil }
      return (name, part())
    }

    private mutating func part() -> Range<Int>? {
      guard index + 4 <= bytes.count else { return nil }
      let length =
        UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
        | UInt32(bytes[index + 3])
      index += 4
      guard length != .max else { return nil }
      guard Int(length) <= bytes.count - index else {
        index = bytes.count
        return nil
      }
      defer { index += Int(length) }
      return index..<index + Int(length)
    }
  }

  public func makeIterator() -> Iterator { Iterator(bytes: bytes) }
}

/// A header's name as it stands in `PackedHeaders`.
struct HeaderName: Sendable {
  fileprivate let part: [UInt8]

  init(_ name: StaticString) {
    var part: [UInt8] = []
    name.withUTF8Buffer { part.appendPart($0) }
    self.part = part
  }
}

extension [UInt8] {
  fileprivate mutating func appendLength(_ length: UInt32) {
    Swift.withUnsafeBytes(of: length.bigEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func appendPart(_ part: some Collection<UInt8>) {
    appendLength(UInt32(truncatingIfNeeded: part.count))
    append(contentsOf: part)
  }
}
