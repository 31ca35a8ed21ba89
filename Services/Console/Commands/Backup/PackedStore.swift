import Compression
import ConsoleKit
import Crypto
import Glibc
import Kernel

/// A compressed store in a backup.
struct PackedStore {
  let path: String
  /// Of the compressed file, as unpacking found them.
  private(set) var bytes: Int64 = 0
  private(set) var sha256 = ""
  private(set) var storeBytes: Int64 = 0

  /// Unpacks a store into a new file and takes its measures. Throws where it is damaged.
  init(_ path: String, unpackedTo target: String) throws {
    self.path = path
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure("\(path) cannot be read: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    let output = try DurableFile.create(target)
    defer { close(output) }
    var hash = SHA256()
    var gunzip = try Gunzip()
    while true {
      let piece = [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, filled in
        filled = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
      }
      guard !piece.isEmpty else { break }
      hash.add(piece)
      bytes += Int64(piece.count)
      let unpacked: [UInt8]
      do {
        unpacked = try gunzip.add(piece)
      } catch {
        throw Failure("\(path) is damaged: \(error)")
      }
      storeBytes += Int64(unpacked.count)
      try DurableFile.write(unpacked, to: output, target)
    }
    guard gunzip.isComplete else { throw Failure("\(path) is damaged: it is cut off") }
    try DurableFile.sync(output, target)
    sha256 = SHA256.hex(hash.finish())
  }
}
