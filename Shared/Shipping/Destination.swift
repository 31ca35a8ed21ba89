import Crypto
import Glibc

/// Where logs of stores are shipped to: objects by name, each whole or not there. Calls block: for threads of one's own.
public protocol Destination: Sendable {
  /// As the settings name it; holds no secret.
  var name: String { get }

  /// Puts an object where there is none of that name; false where there is one. It is kept when the call returns. This is
  /// all that keeps two writers from each other, so it must be one step.
  func create(_ object: String, _ bytes: [UInt8]) throws -> Bool

  /// Nil where there is none.
  func read(_ object: String) throws -> [UInt8]?

  /// The names of what stands in a folder, sorted; of an absent one none.
  func names(in folder: String) throws -> [String]

  /// Those that are not there are fine.
  func remove(_ objects: [String]) throws
}

/// Why a destination could not do what it was asked, in words that say what to do.
public struct DestinationError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}

/// A folder, best on another machine's disk.
public struct FolderDestination: Destination {
  public let name: String

  public init(_ path: String) {
    name = path
  }

  public func create(_ object: String, _ bytes: [UInt8]) throws -> Bool {
    let path = "\(name)/\(object)"
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? name
    // Of its own for each writer, wherever it runs: process ids of two machines, or containers, may be the same.
    let next = "\(folder)/.next-\(SHA256.hex(SecureRandom.bytes(8)))"
    var file = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    if file < 0, errno == ENOENT {
      try make(folder)
      file = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    }
    guard file >= 0 else { throw failure("written", next) }
    let isWritten = write(bytes, to: file) && fsync(file) == 0
    close(file)
    guard isWritten else { throw failure("written", next) }
    // Unlike a rename, a link never takes the place of what is there.
    let isNew = link(next, path) == 0
    guard isNew || errno == EEXIST else { throw failure("made", path) }
    unlink(next)
    try sync(folder)
    return isNew
  }

  public func read(_ object: String) throws -> [UInt8]? {
    let path = "\(name)/\(object)"
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0, errno == ENOENT || errno == ENOTDIR {
      try expectFolder()
      return nil
    }
    guard file >= 0 else { throw failure("read", path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure("read", path) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    while true {
      let piece = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, filled in
        filled = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
      }
      guard !piece.isEmpty else { break }
      bytes += piece
    }
    guard bytes.count == Int(status.st_size) else { throw failure("read", path) }
    return bytes
  }

  public func names(in folder: String) throws -> [String] {
    let path = "\(name)/\(folder)"
    guard let opened = opendir(path) else {
      guard errno == ENOENT else { throw failure("read", path) }
      try expectFolder()
      return []
    }
    defer { closedir(opened) }
    var names: [String] = []
    while let entry = readdir(opened) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) } else { removeLeftover("\(path)/\(name)") }
    }
    return names.sorted()
  }

  public func remove(_ objects: [String]) throws {
    for object in objects {
      let path = "\(name)/\(object)"
      guard unlink(path) == 0 || errno == ENOENT else { throw failure("removed", path) }
      // The last one takes its folder with it.
      if let slash = path.lastIndex(of: "/") { rmdir(String(path[..<slash])) }
    }
  }

  /// What a writer that was killed has left, once nobody can be at it any more: after an hour.
  private func removeLeftover(_ path: String) {
    var status = stat()
    if path.contains("/.next-"), stat(path, &status) == 0, status.st_mtim.tv_sec < time(nil) - 3_600 { unlink(path) }
  }

  /// The destination itself is never made: where it is missing, the disk is not mounted, and a folder in its place would
  /// be on this machine.
  private func expectFolder() throws {
    guard access(name, F_OK) == 0 else {
      throw DestinationError("the folder '\(name)' is not there: mount it, or make it once by hand")
    }
  }

  private func make(_ folder: String) throws {
    try expectFolder()
    var sofar = name
    for part in folder.dropFirst(name.count).split(separator: "/") {
      let above = sofar
      sofar += "/\(part)"
      if mkdir(sofar, 0o700) == 0 {
        try sync(above)
      } else if errno != EEXIST {
        throw failure("made", sofar)
      }
    }
  }

  private func sync(_ folder: String) throws {
    let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw failure("read", folder) }
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw failure("written", folder) }
  }

  private func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func failure(_ done: String, _ path: String) -> DestinationError {
    DestinationError("'\(path)' cannot be \(done): \(String(cString: strerror(errno)))")
  }
}
