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
