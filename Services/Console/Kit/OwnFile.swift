import Glibc

/// A file with a secret in it: readable by its owner alone, and never written over.
package enum OwnFile {
  /// Makes the file; false where it is there already.
  @discardableResult
  package static func make(_ path: String, _ text: String) throws(Failure) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if file < 0, errno == EEXIST { return false }
    guard file >= 0 else { throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    return true
  }
}
