import ConsoleKit
import Contracts
import FoundationEssentials
import Kernel
import Persistence

/// The list of those who were erased, which leads keeps beside its store (`Services/Leads/README.md#erasing`): it goes
/// into backups, and a restore only ever adds to it, so that leads erases again whom an older store still holds.
enum ErasedIDs {
  static let name = "erased.txt"

  private static func list(in data: String) -> String { "\(data)/leads/\(name)" }

  /// Whoever stands in the list, where it is in reach (in containers the volume of leads is not), and whom the store of
  /// leads has erased.
  static func copy(from data: String, and erased: [ID<Customer>], to folder: String) throws {
    let ids = try read(list(in: data)).union(erased.map { Substring($0.text) })
    if !ids.isEmpty { try write(ids, to: "\(folder)/\(name)") }
  }

  /// Adds whom a store of leads has erased.
  static func add(_ erased: [ID<Customer>], to data: String) throws {
    let present = try read(list(in: data))
    let all = present.union(erased.map { Substring($0.text) })
    if all != present { try write(all, to: list(in: data)) }
  }

  static func merge(from folder: String, into data: String) throws {
    let present = try read(list(in: data))
    let all = present.union(try read("\(folder)/\(name)"))
    if all != present { try write(all, to: list(in: data)) }
  }

  private static func read(_ path: String) throws -> Set<Substring> {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return Set(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n"))
  }

  private static func write(_ ids: Set<Substring>, to path: String) throws {
    try writeDurably(Array(ids.sorted().map { "\($0)\n" }.joined().utf8), to: path)
  }
}
