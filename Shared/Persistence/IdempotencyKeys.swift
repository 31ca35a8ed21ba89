import Kernel
import SQLite

/// Answers kept by the key that a client sent with its command, in the command's own transaction
/// (`Shared/ServiceRuntime/README.md#idempotency-keys`).
public enum IdempotencyKeys {
  /// How long an answer is kept.
  public static let keptMilliseconds: Int64 = 7 * 86_400_000

  static let schema = Schema(
    "idempotency-keys",
    [
      Migration(
        """
        CREATE TABLE idempotency_keys (
          caller TEXT NOT NULL, key TEXT NOT NULL, request INTEGER NOT NULL, status INTEGER NOT NULL,
          headers TEXT NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (caller, key)) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_keys_at ON idempotency_keys (at);
        """)
    ])

  /// An answer as it was given the first time.
  public struct Kept: Sendable {
    /// Hash of the request that it answered.
    public var request: Int64
    public var status: Int
    /// Lines of `name: value`.
    public var headers: String
    public var body: [UInt8]

    public init(request: Int64, status: Int, headers: String, body: [UInt8]) {
      self.request = request
      self.status = status
      self.headers = headers
      self.body = body
    }
  }

  public static func find(_ key: String, of caller: String, in unit: borrowing UnitOfWork) throws -> Kept? {
    try unit.database.first(
      "SELECT request, status, headers, body FROM idempotency_keys WHERE caller = ? AND key = ?", caller, key
    ) { Kept(request: $0.integer(0), status: $0.int(1), headers: $0.text(2), body: $0.bytes(3)) }
  }

  public static func keep(_ kept: Kept, _ key: String, of caller: String, in unit: borrowing UnitOfWork) throws {
    try unit.database.run(
      "INSERT INTO idempotency_keys VALUES (?, ?, ?, ?, ?, ?, ?)", caller, key, kept.request, kept.status,
      kept.headers, kept.body, unit.now.milliseconds)
    // A few at a time, so that no command pays for all of them.
    try unit.database.run(
      """
      DELETE FROM idempotency_keys WHERE (caller, key) IN
        (SELECT caller, key FROM idempotency_keys WHERE at < ? LIMIT 10)
      """, unit.now.milliseconds - keptMilliseconds)
  }
}
