import Glibc

/// Makes a folder and those above it, for the owner alone.
public func makeFolder(_ path: String) throws(StoreError) {
  var sofar = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    sofar += (sofar.isEmpty || sofar == "/" ? "" : "/") + part
    guard mkdir(sofar, 0o700) == 0 || errno == EEXIST else {
      throw .failed("the folder '\(sofar)' cannot be made: \(String(cString: strerror(errno)))")
    }
  }
}

/// Puts a file's new content in the place of the old one, on disk before it returns: whoever reads it meanwhile, or after
/// a loss of power, has the one or the other. For the owner alone.
public func writeDurably(_ bytes: [UInt8], to path: String) throws(StoreError) {
  let next = "\(path).next"
  unlink(next)
  let file = open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  var isWritten = file >= 0 && write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
  if file >= 0 { close(file) }
  isWritten = isWritten && rename(next, path) == 0
  if isWritten, let slash = path.lastIndex(of: "/") {
    let folder = open(String(path[..<slash]), O_RDONLY | O_CLOEXEC)
    isWritten = folder >= 0 && fsync(folder) == 0
    close(folder)
  }
  guard isWritten else { throw .failed("\(path) cannot be written: \(String(cString: strerror(errno)))") }
}
