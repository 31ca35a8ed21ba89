import Glibc

/// Bytes of a file; nil where there is none.
func fileSize(_ path: String) -> Int? {
  var state = stat()
  return stat(path, &state) == 0 ? Int(state.st_size) : nil
}
