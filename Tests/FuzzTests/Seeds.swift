import Contracts
import Foundation

/// What the fuzzers begin with: every golden file, and the corpus of what once broke something.
enum Seeds {
  /// How much harder than in CI: `FUZZ_ROUNDS=50 swift test --filter FuzzTests`.
  static let rounds = ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap(Int.init) ?? 1
  static let seed = ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 20_261_125

  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// Payloads by the type of their event, also as earlier versions wrote them.
  static let payloads: [(type: String, data: [UInt8])] = {
    let present = Catalog.events.map { $0.type }
    return golden(present) + corpus + golden(Catalog.types.subtracting(present).sorted())
  }()

  private static func golden(_ types: [String]) -> [(type: String, data: [UInt8])] {
    types.compactMap { type in
      let file = tests.appending(path: "ContractsTests/Golden/\(type).json")
      return (try? Data(contentsOf: file)).map { (type, Array($0)) }
    }
  }

  /// Files are called `<type>--<what it was>.json`.
  static let corpus: [(type: String, data: [UInt8])] = {
    let folder = tests.appending(path: "FuzzTests/Corpus")
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return files.sorted { $0.path() < $1.path() }.compactMap { file in
      guard let data = try? Data(contentsOf: file),
        let type = file.deletingPathExtension().lastPathComponent.components(separatedBy: "--").first
      else { return nil }
      return (type, Array(data))
    }
  }()

  /// Kept on disk while it is tried: a trap ends the process, and this says on what.
  static func trying(_ inputs: [[UInt8]], of name: String) {
    let file = FileManager.default.temporaryDirectory.appending(path: "joinery-fuzz-\(name)")
    try? Data(inputs.joined(separator: [10])).write(to: file)
  }
}
