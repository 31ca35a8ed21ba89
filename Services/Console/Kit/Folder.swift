import Glibc

package enum Folder {
  /// Makes a folder and those above it; one that is there already is fine.
  package static func make(_ path: String, mode: mode_t = 0o755) throws(Failure) {
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex, access(String(path[..<slash]), F_OK) != 0 {
      try make(String(path[..<slash]))
    }
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw Failure(
        "the folder '\(path)' cannot be made: \(String(cString: strerror(errno))); give another with --data")
    }
  }
}
