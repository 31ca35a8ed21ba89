import ConsoleKit
import Crypto
import FoundationEssentials
import Glibc
import Kernel
import Messaging

/// What a backup holds: `manifest.json` in its folder, beside the compressed stores and `SHA256SUMS`, which
/// `sha256sum -c` understands.
struct BackupManifest: Codable, Hashable {
  struct Store: Codable, Hashable {
    /// The executable's name, which is also its folder's.
    var service: String
    /// In the backup's folder.
    var file: String
    var bytes: Int64
    /// Of the compressed file.
    var sha256: String
    /// Once unpacked.
    var storeBytes: Int64
    /// What the copy says of itself: schema, epoch, position in its event journal, what it has applied.
    var content: BackupStore
  }

  var format = 1
  /// When the backup began, RFC 3339 UTC.
  var createdAt: String
  var version: String
  var stores: [Store]

  static let name = "manifest.json"
  static let sums = "SHA256SUMS"

  /// Writes manifest and checksums, the last things of a backup: without them it is none.
  func write(to folder: String) throws {
    let bytes = try encoded()
    try DurableFile.write(bytes, to: "\(folder)/\(Self.name)")
    let lines = stores.map { "\($0.sha256)  \($0.file)\n" } + ["\(SHA256.hex(SHA256.hash(bytes)))  \(Self.name)\n"]
    try DurableFile.write(Array(lines.joined().utf8), to: "\(folder)/\(Self.sums)")
    try DurableFile.syncFolder(folder)
  }

  /// As it stands in its file.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [10]
  }

  /// Reads the manifest of a backup, and checks it and the list of its files against the checksums.
  static func read(from folder: String) throws -> BackupManifest {
    guard let bytes = try? [UInt8](Data(contentsOf: URL(filePath: "\(folder)/\(name)"))) else {
      throw Failure("\(folder) is no backup, or not a whole one: it has no \(name)")
    }
    guard let text = try? String(contentsOfFile: "\(folder)/\(sums)", encoding: .utf8) else {
      throw Failure("\(folder) is not a whole backup: it has no \(sums)")
    }
    var found: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let gap = line.firstIndex(of: " ") else { throw Failure("\(folder)/\(sums) is damaged: '\(line)'") }
      found[String(line[gap...].drop(while: \.isWhitespace))] = String(line[..<gap])
    }
    guard found[name] == SHA256.hex(SHA256.hash(bytes)) else {
      throw Failure("\(folder)/\(name) is damaged: its checksum is not the one in \(sums)")
    }
    guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes)), manifest.format == 1 else {
      throw Failure("\(folder)/\(name) is of another version of joinery; restore it with that one")
    }
    for store in manifest.stores where found[store.file] != store.sha256 || store.file.contains("/") {
      throw Failure("\(folder)/\(sums) and \(name) differ about \(store.file): one of them is damaged")
    }
    guard Set(manifest.stores.map(\.service)).count == manifest.stores.count, !manifest.stores.isEmpty else {
      throw Failure("\(folder)/\(name) does not name each service once")
    }
    return manifest
  }
}

/// Files that are on disk when the call returns.
enum DurableFile {
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let file = try create(path)
    defer { close(file) }
    try write(bytes, to: file, path)
    try sync(file, path)
  }

  /// A new file, for its owner alone.
  static func create(_ path: String) throws(Failure) -> Int32 {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure("\(path) cannot be made: \(String(cString: strerror(errno)))") }
    return file
  }

  static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }

  static func sync(_ file: Int32, _ path: String) throws(Failure) {
    guard fsync(file) == 0 else { throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
  }

  /// Names in a folder are on disk only after this.
  static func syncFolder(_ path: String) throws(Failure) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw Failure("\(path) cannot be read: \(String(cString: strerror(errno)))") }
    defer { close(folder) }
    try sync(folder, path)
  }
}
