import Glibc
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime
import Synchronization

/// The store of one company's reporting, which another process owns, read beside it
/// (`Services/Reporting/README.md#several-companies`).
final class Company: Sendable {
  /// `gz`: what stands before the codes that the company gives itself.
  let code: String
  let path: String
  /// By which the group tells days.
  private let zone: String
  private let idle = Mutex(Idle())

  private struct Idle: Sendable {
    var readers: [Reader] = []
    var file: FileIdentity?
  }

  private final class Reader: Sendable {
    let database: Mutex<Database>

    init(path: String) throws(SQLiteError) { database = Mutex(try Database(path: path, mode: .readOnly)) }
  }

  private struct FileIdentity: Hashable, Sendable {
    let device: UInt
    let inode: UInt
  }

  /// Why a company's store tells no figures now, for an operator.
  struct Away: Error, Hashable, CustomStringConvertible {
    let company: String
    let reason: String
    var description: String { "the store of company '\(company)' is not read: \(reason)" }
  }

  init(code: String, folder: String, zone: String) {
    self.code = code
    self.zone = zone
    path = "\(folder)/reporting.sqlite"
  }

  /// Runs a query on one consistent snapshot of what is committed. What is asked of the store is asked each time: its
  /// reporting may have been restored, rebuilt or upgraded since. Throws `Away`, or what the body throws.
  func read<Result>(_ body: (Database) throws -> sending Result) throws -> sending Result {
    let file = try identity()
    let kept = idle.withLock { idle -> Reader? in
      // A connection to a file that was replaced would go on telling what that one held.
      if idle.file != file { idle = Idle(file: file) }
      return idle.readers.popLast()
    }
    let reader: Reader
    do {
      reader = try kept ?? Reader(path: path)
    } catch {
      throw away("\(error)")
    }
    defer {
      idle.withLock { if $0.file == file, $0.readers.count < 8 { $0.readers.append(reader) } }
    }
    return try reader.database.withLock { database in
      do throws(SQLiteError) { try database.run("BEGIN") } catch { throw away("\(error)") }
      defer { _ = try? database.run("COMMIT") }
      try check(database)
      return try body(database)
    }
  }

  private func identity() throws(Away) -> FileIdentity {
    var found = stat()
    guard stat(path, &found) == 0 else {
      throw away(
        "\(path): \(String(cString: strerror(errno))); start the company's reporting on this folder, or see to whom it "
          + "belongs")
    }
    return FileIdentity(device: UInt(found.st_dev), inode: UInt(found.st_ino))
  }

  /// Steps of the tables that reports read: fewer or more are another build's.
  private static let steps = [
    ("reporting", ReportingService.migrations.count), (Consumer.schema.component, Consumer.schema.migrations.count),
  ]

  private func check(_ database: Database) throws {
    let found: [String: Int]
    let own: String?
    do {
      found = Dictionary(
        uniqueKeysWithValues: try database.all("SELECT component, max(number) FROM schema_steps GROUP BY component") {
          ($0.text(0), $0.int(1))
        })
      for (component, steps) in Self.steps where found[component] != steps {
        throw away(
          "its tables are those of \(found[component] ?? 0 < steps ? "an older" : "a newer") build (\(component) "
            + "\(found[component] ?? 0), here \(steps)); run the same version for it and for the group")
      }
      own = try ZoneTable.zone(in: database)
    } catch let error as SQLiteError {
      throw away("\(error)")
    }
    guard own == zone else {
      throw away(
        "its days are those of \(own ?? "no time zone"), the group's those of \(zone), so they would be added "
          + "up wrongly; set one JOINERY_TIME_ZONE for both, or take the company out of JOINERY_COMPANIES")
    }
  }

  private func away(_ reason: String) -> Away { Away(company: code, reason: reason) }
}
