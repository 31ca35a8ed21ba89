import FoundationEssentials

/// The mappings of a folder: its files that end in `.json`, in the order of their names; the first that fits a message
/// counts.
public enum MappingFolder {
  /// The folder itself and its mappings: what tells that something has changed.
  public static func files(_ folder: String) -> [String] { [folder] + mappings(folder) }

  /// Throws `InboundError` for the first file that is no mapping, with its name and all that is wrong with it.
  public static func read(_ folder: String) throws(InboundError) -> [Mapping] {
    var read: [Mapping] = []
    for path in mappings(folder) { read.append(try mapping(path)) }
    return read
  }

  /// One file.
  public static func mapping(_ path: String) throws(InboundError) -> Mapping {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw InboundError("\(path) cannot be read") }
    do throws(InboundError) {
      return try Mapping(parsing: Array(data))
    } catch {
      throw InboundError("\(path): \(error)")
    }
  }

  private static func mappings(_ folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { "\(folder)/\($0)" }
  }
}
