import Glibc

/// The text of a file without the line break at its end, as `/run/secrets` has them.
func secret(in path: String, variable: String) throws(KafkaConfigurationError) -> String {
  guard let file = fopen(path, "re") else {
    throw .unreadableFile(variable: variable, path: path, reason: String(cString: strerror(errno)))
  }
  defer { fclose(file) }
  let limit = 64 * 1024
  let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
    count = fread(buffer.baseAddress, 1, limit, file)
  }
  // A folder opens like a file and fails when it is read.
  if ferror(file) != 0 {
    throw .unreadableFile(variable: variable, path: path, reason: String(cString: strerror(errno)))
  }
  var text = Substring(decoding: bytes, as: UTF8.self)
  while text.last?.isNewline == true { text.removeLast() }
  return String(text)
}
