import Glibc

/// A file with a secret in it: readable by its owner alone, and never written over unawares.
package enum OwnFile {
  /// Makes the file; false where it is there already.
  @discardableResult
  package static func make(_ path: String, _ text: String) throws(Failure) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if file < 0, errno == EEXIST { return false }
    try write(text, to: file, path)
    return true
  }

  /// Puts another text in its place in one step: whoever reads it meanwhile has the one or the other.
  package static func replace(_ path: String, _ text: String, mode: mode_t) throws(Failure) {
    let next = "\(path).next"
    unlink(next)
    try write(text, to: open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode), next)
    guard rename(next, path) == 0 else {
      throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  private static func write(_ text: String, to file: Int32, _ path: String) throws(Failure) {
    guard file >= 0 else { throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}
