import Glibc

/// The text of a small file; nil where it cannot be read, is larger than a mebibyte or no UTF-8.
func readText(_ path: String) -> String? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var content: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 16_384)
  while true {
    let count = read(file, &buffer, buffer.count)
    if count < 0 && errno == EINTR { continue }
    guard count >= 0, content.count + count <= 1 << 20 else { return nil }
    if count == 0 { return String(validating: content, as: UTF8.self) }
    content += buffer[..<count]
  }
}
