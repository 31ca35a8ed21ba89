import ConsoleKit
import Glibc
import JSON
import ServiceRuntime

/// The file that a child writes its lines into, appended from start to start.
struct ChildLog: Sendable {
  let path: String
  /// Above this the file is set aside at the next start, as `<path>.1`: 50 MB.
  static let limit: off_t = 50_000_000

  /// The descriptor to write to, and where the file ends now. The caller closes it.
  func open() throws(Failure) -> (descriptor: Int32, end: off_t) {
    var status = stat()
    if stat(path, &status) == 0, status.st_size > Self.limit { rename(path, "\(path).1") }
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
    return (descriptor, lseek(descriptor, 0, SEEK_END))
  }

  /// The lines from an offset on, of the last 64 KiB at most.
  func lines(from offset: off_t) -> [String] {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let start = max(offset, lseek(descriptor, 0, SEEK_END) - off_t(bytes.count))
    let count = pread(descriptor, &bytes, bytes.count, start)
    return bytes.prefix(max(0, count)).split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Why a child gave up, as its lines tell it: the last error of its log, or what it wrote outside of it.
  static func reason(in lines: [String]) -> String? {
    var plain: [String] = []
    for line in lines.reversed() {
      guard line.hasPrefix("{"), let entry = try? JSON(parsing: Array(line.utf8)) else {
        plain.insert(line, at: 0)
        continue
      }
      if !plain.isEmpty { break }
      guard entry["level"]?.string == "error" else { continue }
      return [entry["message"]?.string, entry["reason"]?.string].compactMap { $0 }.joined(separator: ": ")
    }
    return plain.isEmpty ? nil : plain.joined(separator: "; ")
  }
}
