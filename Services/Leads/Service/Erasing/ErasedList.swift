import Contracts
import FoundationEssentials
import Kernel
import Persistence

/// The ids of all who were erased, beside the store: a restored store of before erases them again by itself. Ids alone
/// stand in it, a line each.
enum ErasedList {
  static let name = "erased.txt"

  /// At the start: those whom this store has not erased are erased now, and the list is brought up to date.
  static func heed(_ store: Store) throws {
    let listed = try read(store)
    let cause = Cause(actor: store.service, correlationID: "erased again")
    try store.perform(for: cause) { unit in
      for customer in listed where try CustomerStore.exists(customer, in: unit.database) {
        try EraseCustomer.record(customer, because: .request, in: unit)
      }
    }
    try keep(store)
  }

  /// Writes down whom the store has erased; those that stand there already stay.
  static func keep(_ store: Store) throws {
    let listed = try read(store)
    let all = listed.union(try store.read { try Erasures.customers(in: $0) })
    guard all != listed else { return }
    let text = all.map(\.text).sorted().map { "\($0)\n" }.joined()
    try writeDurably(Array(text.utf8), to: path(store))
  }

  private static func path(_ store: Store) -> String { "\(store.folder)/\(name)" }

  private static func read(_ store: Store) throws -> Set<ID<Customer>> {
    guard FileManager.default.fileExists(atPath: path(store)) else { return [] }
    let text = String(decoding: try Data(contentsOf: URL(filePath: path(store))), as: UTF8.self)
    return Set(text.split(separator: "\n").map { ID(String($0)) })
  }
}
