import Glibc
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// What a snapshot says of itself, in its table `analytics_about`.
struct SnapshotAbout: Codable, Sendable {
  /// Of the views: `AnalyticsView.version`.
  var version: Int
  var madeAt: Instant
  /// The company's day at that moment.
  var asOf: BusinessDate
  /// All that sources wrote up to this moment is in it; absent where a source has not told.
  var knownAt: Instant?
  /// True where events of days up to `asOf` may still come, or one is held.
  var provisional: Bool
  var positions: [String: SourcePosition]
}

/// Writes the views of a store as they are at one moment into a file of SQLite.
enum Snapshot {
  /// Blocks: for threads of one's own. The store's file is read, as of one moment, while others go on; commands and events
  /// do not wait for it. `progress` is told how many views are written. The new file is whole and on disk when this
  /// returns.
  static func write(
    _ store: String, to path: String, at now: Instant, progress: (Int) -> Void = { _ in }
  ) throws -> SnapshotAbout {
    let database = try Database(path: "", mode: .memory)
    try database.attachReadOnly(store, as: "store")
    try database.attachNew(path, as: "snapshot")
    // The file is nobody's yet: it is synced once, when it is whole.
    try database.execute("PRAGMA snapshot.journal_mode = OFF; PRAGMA snapshot.synchronous = OFF; BEGIN")
    let about = try describe(at: now, in: database)
    for (index, view) in AnalyticsView.all.enumerated() {
      try database.execute(view.creation(in: "snapshot"))
      try database.run("INSERT INTO snapshot.\(view.name) \(view.query)")
      progress(index + 1)
    }
    try database.execute("PRAGMA snapshot.user_version = \(AnalyticsView.version); COMMIT; DETACH snapshot")
    try sync(path)
    return about
  }

  /// What the file says of itself and of its columns.
  private static func describe(at now: Instant, in database: Database) throws -> SnapshotAbout {
    let asOf = CompanyZone.day(at: now)
    let freshness = try Freshness(asOf: asOf, in: database)
    let about = SnapshotAbout(
      version: AnalyticsView.version, madeAt: now, asOf: asOf, knownAt: freshness.told,
      provisional: freshness.isProvisional, positions: freshness.positions)
    try database.execute(
      """
      CREATE TABLE snapshot.analytics_about (
        version INTEGER, made_at TIMESTAMP, as_of DATE, known_at TIMESTAMP, provisional INTEGER, time_zone TEXT,
        joinery TEXT);
      CREATE TABLE snapshot.analytics_positions (source TEXT PRIMARY KEY, epoch TEXT, events INTEGER, told_at TIMESTAMP);
      CREATE TABLE snapshot.analytics_columns (
        view TEXT, column_name TEXT, type TEXT, meaning_en TEXT, meaning_zh TEXT, view_en TEXT, view_zh TEXT,
        PRIMARY KEY (view, column_name));
      """)
    try database.run(
      "INSERT INTO snapshot.analytics_about VALUES (?, ?, ?, ?, ?, ?, ?)", about.version, now.description,
      asOf.description, about.knownAt?.description, about.provisional, CompanyZone.name, Version.current)
    for (source, position) in about.positions.sorted(by: { $0.key < $1.key }) {
      let told = try database.first("SELECT min(time) FROM told WHERE source = ?", source) { $0.optionalInteger(0) }
      try database.run(
        "INSERT INTO snapshot.analytics_positions VALUES (?, ?, ?, ?)", source, position.epoch, position.events,
        (told ?? nil).map { Instant(milliseconds: $0).description })
    }
    for view in AnalyticsView.all {
      for field in view.fields {
        try database.run(
          "INSERT INTO snapshot.analytics_columns VALUES (?, ?, ?, ?, ?, ?, ?)", view.name, field.name, field.type,
          field.meaning.english, field.meaning.chinese, view.about.english, view.about.chinese)
      }
    }
    return about
  }

  /// What a file that was written says of itself.
  static func about(_ path: String) throws -> SnapshotAbout? {
    let database = try Database(path: path, mode: .readOnly)
    let positions = Dictionary(
      uniqueKeysWithValues: try database.all("SELECT source, epoch, events FROM analytics_positions") {
        ($0.text(0), SourcePosition(epoch: $0.text(1), events: $0.integer(2)))
      })
    return try database.first("SELECT version, made_at, as_of, known_at, provisional FROM analytics_about") { row in
      guard let madeAt = Instant(try row.text("made_at")) else { throw row.corrupt("made_at") }
      return SnapshotAbout(
        version: try row.int("version"), madeAt: madeAt, asOf: try row.date("as_of"),
        knownAt: try row.optionalText("known_at").flatMap { Instant($0) }, provisional: try row.bool("provisional"),
        positions: positions)
    }
  }

  private static func sync(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw StoreError.failed("\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw StoreError.failed("\(path): \(String(cString: strerror(errno)))") }
  }
}
