import CZlib

/// Bytes that cannot be compressed or are no whole gzip file, with zlib's words.
public struct GzipError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
}

/// Compresses a stream of bytes into the gzip format (RFC 1952), a piece at a time. zlib stands on every Debian (and
/// comes with librdkafka), any system unpacks the result by hand, and it carries a checksum of its own.
public struct Gzip: ~Copyable {
  // zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>

  /// `level` from 1, fast, to 9, small.
  public init(level: Int32 = 3) throws(GzipError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard joinery_gzip_start(stream, level) == Z_OK else {
      stream.deallocate()
      throw GzipError(description: "zlib cannot be used")
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Takes the next bytes and gives what is ready. `flush` gives all that was taken so far.
  public mutating func add(_ bytes: [UInt8], flush: Bool = false) throws(GzipError) -> [UInt8] {
    try run(bytes, flush ? Z_SYNC_FLUSH : Z_NO_FLUSH)
  }

  /// Gives the rest; nothing can be added any more.
  public mutating func finish() throws(GzipError) -> [UInt8] { try run([], Z_FINISH) }

  private func run(_ bytes: [UInt8], _ flush: Int32) throws(GzipError) -> [UInt8] {
    try transform(stream, bytes) { deflate($0, flush) }.output
  }
}

/// Unpacks a gzip file, a piece at a time.
public struct Gunzip: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether the file's end was reached and its checksum is right.
  public private(set) var isComplete = false

  public init() throws(GzipError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard joinery_gunzip_start(stream) == Z_OK else {
      stream.deallocate()
      throw GzipError(description: "zlib cannot be used")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Takes the next bytes of the file and gives what they hold. Throws where they are damaged, or go on after its end.
  public mutating func add(_ bytes: [UInt8]) throws(GzipError) -> [UInt8] {
    guard !bytes.isEmpty else { return [] }
    guard !isComplete else { throw GzipError(description: "there is more after the end") }
    let (output, ended, left) = try transform(stream, bytes) { inflate($0, Z_NO_FLUSH) }
    isComplete = ended
    guard left == 0 else { throw GzipError(description: "there is more after the end") }
    return output
  }
}

/// Runs zlib over the bytes until it wants more or has ended; gives what came out, whether it ended, and how many bytes
/// were left.
private func transform(
  _ stream: UnsafeMutablePointer<z_stream>, _ bytes: [UInt8],
  _ step: (UnsafeMutablePointer<z_stream>) -> Int32
) throws(GzipError) -> (output: [UInt8], ended: Bool, left: Int) {
  var input = bytes
  var output: [UInt8] = []
  var code = Z_OK
  var piece = [UInt8](repeating: 0, count: 64 << 10)
  input.withUnsafeMutableBufferPointer { input in
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = UInt32(input.count)
    repeat {
      let count = piece.withUnsafeMutableBufferPointer { piece in
        stream.pointee.next_out = piece.baseAddress
        stream.pointee.avail_out = UInt32(piece.count)
        code = step(stream)
        return piece.count - Int(stream.pointee.avail_out)
      }
      output += piece[..<count]
    } while code == Z_OK && (stream.pointee.avail_out == 0 || stream.pointee.avail_in > 0)
  }
  let left = Int(stream.pointee.avail_in)
  let words = stream.pointee.msg.map { String(cString: $0) }
  stream.pointee.next_in = nil
  stream.pointee.next_out = nil
  switch code {
  case Z_OK, Z_BUF_ERROR: return (output, false, left)
  case Z_STREAM_END: return (output, true, left)
  default: throw GzipError(description: words ?? "zlib gives up with \(code)")
  }
}
