import Compression
import Foundation
import Kernel
import Testing

@Suite("Gzip")
struct GzipTests {
  static func sample(_ count: Int) -> [UInt8] {
    var random = SplitMix64(seed: 11)
    return (0..<count).map { $0 % 3 == 0 ? UInt8.random(in: 0...255, using: &random) : 7 }
  }

  static func packed(_ bytes: [UInt8], pieces: Int, flush: Bool = false) throws -> [UInt8] {
    var gzip = try Gzip()
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      result += try gzip.add(Array(bytes[start..<min(bytes.count, start + pieces)]), flush: flush && start == 0)
    }
    return result + (try gzip.finish())
  }

  static func unpacked(_ bytes: [UInt8], pieces: Int) throws -> (bytes: [UInt8], isComplete: Bool) {
    var gunzip = try Gunzip()
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      result += try gunzip.add(Array(bytes[start..<min(bytes.count, start + pieces)]))
    }
    return (result, gunzip.isComplete)
  }

  @Test("what was packed comes out again", arguments: [0, 1, 100, 65_536, 300_000], [7_000, 200_000])
  func roundTrip(count: Int, pieces: Int) throws {
    let bytes = Self.sample(count)
    let (found, isComplete) = try Self.unpacked(try Self.packed(bytes, pieces: pieces, flush: true), pieces: pieces)
    #expect(isComplete)
    #expect(found == bytes)
  }

  @Test("gunzip itself reads it")
  func gunzip() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "joinery-gzip-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = Self.sample(100_000)
    try Data(try Self.packed(bytes, pieces: 10_000)).write(to: folder.appending(path: "x.gz"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
    process.arguments = ["-d", folder.appending(path: "x.gz").path()]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try Data(contentsOf: folder.appending(path: "x")) == Data(bytes))
  }

  @Test("a file that is cut off is not complete")
  func cut() throws {
    let packed = try Self.packed(Self.sample(50_000), pieces: 50_000)
    for lost in [1, 4, 9, 1_000] {
      #expect(try !Self.unpacked(Array(packed.dropLast(lost)), pieces: 4_096).isComplete)
    }
  }

  @Test("a changed byte, and bytes after the end, are refused")
  func damaged() throws {
    let packed = try Self.packed(Self.sample(50_000), pieces: 50_000)
    for place in [0, 2_000, packed.count - 6] {
      var bytes = packed
      bytes[place] ^= 0x20
      #expect(throws: GzipError.self) { try Self.unpacked(bytes, pieces: 4_096) }
    }
    #expect(throws: GzipError.self) { try Self.unpacked(packed + [0], pieces: 4_096) }
    #expect(throws: GzipError.self) { try Self.unpacked(packed + [0], pieces: packed.count) }
  }
}
