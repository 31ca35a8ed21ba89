import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of the tokens that machines were given: what they say, never they themselves.
enum MachineTokenStore {
  static let table = DocumentTable<MachineTokenState>(
    "machine_tokens", of: Localized(zh: "令牌", en: "token"), key: .init("id", \.id), [])

  static func write(_ event: TokenIssued, to database: Database) throws {
    try table.write(MachineTokenState(event), to: database)
  }

  static func revoke(_ event: TokenRevoked, in database: Database) throws {
    try table.change(event.tokenId, in: database) { $0.apply(event) }
  }

  /// The newest first.
  static func list(_ page: PageRequest, in database: Database) throws -> [MachineTokenState] {
    try table.all("WHERE ?1 = '' OR id < ?1 ORDER BY id DESC LIMIT ?2", page.after, page.rows, in: database)
  }
}
