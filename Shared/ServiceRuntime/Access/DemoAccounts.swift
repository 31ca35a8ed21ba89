import Contracts
import Kernel
import Persistence
import SQLite

/// The people of the demo data who sign in with a password that everybody can read here. It is taken only where leads
/// listens on loopback alone, and while anybody has it every service does.
public enum DemoAccounts {
  public static let password = "joinery-demo-only"
  /// A manager and one employee of each role.
  public static let codes = ["m-01", "n-01", "s-01", "d-01", "i-01", "v-01", "f-01", "o-01", "a-01"]

  /// Why a service must not start where others than this machine reach it; nil where it may.
  public static func refusal(in database: Database, isLoopback: Bool) throws -> String? {
    guard !isLoopback, try database.exists("SELECT 1 FROM sqlite_master WHERE name = 'demo_accounts'") else {
      return nil
    }
    let codes = try database.all("SELECT code FROM demo_accounts ORDER BY code") { try $0.text("code") }
    guard !codes.isEmpty else { return nil }
    return
      "JOINERY_ADDRESS: \(codes.joined(separator: ", ")) sign in with the demo's password, which everybody can know; start "
      + "on 127.0.0.1, run 'joinery demo --remove-accounts', and start with this address again"
  }
}

extension Feature {
  /// Knows who signs in with the demo's password. Every service has it; `source` is the service's own.
  public static func demoAccounts(of source: Source?) -> Feature {
    let write: @Sendable (DemoAccountsChanged, Database) throws -> Void = { event, database in
      try database.run("DELETE FROM demo_accounts")
      for code in event.codes { try database.run("INSERT INTO demo_accounts VALUES (?)", code) }
    }
    guard source != .leads else {
      return Feature(tables: ["demo_accounts"], writes: [.on(DemoAccountsChanged.self, write)])
    }
    return Feature(
      tables: [.copy("demo_accounts")], listens: [.on(DemoAccountsChanged.self, copy: write)],
      catchUp: [DemoAccountsChanged.type: .fromNowOn])
  }
}

extension Migration {
  public static let demoAccounts = Migration(
    "CREATE TABLE demo_accounts (code TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;")
}
