import ConsoleKit
import Glibc

/// Fetches reporting's snapshot for analysts (`Services/Reporting/README.md#snapshots`).
enum SnapshotCommand {
  static let command = Subcommand(
    name: "snapshot", forms: ["--to FILE [--new]"],
    summary: "Fetch the company's figures as a SQLite file for analysts' own tools.",
    options: [
      Option("to", "FILE", "where it goes; a file that is there is replaced in one step"),
      Option("new", nil, "have reporting make a new one first; without it the newest that there is"),
    ],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      guard let path = arguments.text("to") else { throw Failure("--to FILE is missing") }
      let client = try settings.client(of: "reporting")
      let found: Status = try await client.get("/v1/snapshot/status")
      if arguments.has("new") || found.newest == nil { try await make(client) }
      let status: Status = try await client.get("/v1/snapshot/status")
      guard let about = status.newest, let bytes = status.bytes else {
        throw Failure("reporting has no snapshot: \(status.failure ?? "somebody was erased meanwhile; try again")")
      }
      try await fetch(client, bytes, to: path)
      Terminal.print(
        "\(path): as of \(about.asOf), with all that is known up to \(about.knownAt ?? "now")"
          + "\(about.provisional ? ", provisional" : ""), \(Backup.megabytes(Int64(bytes))) MB")
      return 0
    })

  /// What reporting says of its snapshots.
  private struct Status: Decodable {
    var newest: About?
    var bytes: Int?
    var making: Progress?
    var failure: String?

    struct About: Decodable {
      var madeAt: String
      var asOf: String
      var knownAt: String?
      var provisional: Bool
    }

    struct Progress: Decodable {
      var views: Int
      var of: Int
    }
  }

  /// Begins one, or joins in one that is being made, and waits for it.
  private static func make(_ client: ServiceClient) async throws {
    var status: Status = try await client.post("/v1/snapshot")
    let total = status.making?.of ?? 1
    let bar = ProgressBar("views", total: total)
    while let making = status.making {
      bar.set(making.views)
      try await Task.sleep(for: .milliseconds(100))  // between two looks
      status = try await client.get("/v1/snapshot/status")
    }
    if let failure = status.failure { throw Failure("reporting could not make a snapshot: \(failure)") }
    bar.set(total)
    bar.finish()
  }

  /// Beside its place first, so that whoever reads the file meanwhile has the old one or the new one.
  private static func fetch(_ client: ServiceClient, _ bytes: Int, to path: String) async throws {
    let next = "\(path).next"
    unlink(next)
    let file = try DurableFile.create(next)
    defer { close(file) }
    let bar = ProgressBar("bytes", total: bytes)
    do {
      try await client.download("GET", "/v1/snapshot", to: file, seconds: 3600) { bar.advance(by: $0) }
      try DurableFile.sync(file, next)
    } catch {
      unlink(next)
      throw error
    }
    bar.finish()
    guard rename(next, path) == 0 else {
      throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}
