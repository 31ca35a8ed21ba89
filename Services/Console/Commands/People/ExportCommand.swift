import ConsoleKit
import Documents
import JSON
import Kernel
import ServiceKit
import ServiceRuntime

/// Gathers all that the services hold of one customer, for that customer: a JSON file a service, and one page with all.
enum ExportCommand {
  static let command = Subcommand(
    name: "export", forms: ["--customer ID --to FOLDER"],
    summary: "Write all that is held of a customer into a folder: JSON of each service and one page.",
    options: [
      Option("customer", "ID", "the customer's id in leads"),
      Option("to", "FOLDER", "where the files go, which are readable by their owner alone; none is written over"),
      Option("lang", "LANGUAGE", "zh or en, that of the page; zh without it"),
    ],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      guard let customer = arguments.text("customer"), !customer.isEmpty else {
        throw Failure("--customer is missing; give the customer's id")
      }
      guard let folder = arguments.text("to"), !folder.isEmpty else {
        throw Failure("--to is missing; give a folder for the files")
      }
      guard let language = Language(rawValue: arguments.text("lang") ?? "zh") else {
        throw Failure("--lang takes zh or en")
      }
      return try await run(customer, to: folder, language, try settings.clients(roles: [.manager]))
    })

  /// 0 where every service gave what it has, 1 where one knows no such customer.
  private static func run(
    _ customer: String, to folder: String, _ language: Language, _ clients: [ServiceClient]
  ) async throws -> Int32 {
    try Folder.make(folder, mode: 0o700)
    // The same person may have been registered twice: leads knows.
    var ids = [customer]
    var views: [PersonDataView] = []
    var missing: [String] = []
    for client in clients.sorted(by: { $0.name == "leads" && $1.name != "leads" }) {
      for (index, id) in ids.enumerated() {
        guard let view = try await view(of: id, at: client, language) else {
          Terminal.note("\(client.name) knows no customer '\(id)'")
          if index == 0 { missing.append(client.name) }
          continue
        }
        if client.name == "leads", index == 0 { ids += view.otherKeys }
        let name = index == 0 ? "\(client.name).json" : "\(client.name)-\(index + 1).json"
        try write(try JSON(encoding: view).text, to: "\(folder)/\(name)")
        let rows = view.sections.reduce(0) { $0 + $1.items.count }
        Terminal.print("\(folder)/\(name): \(rows) rows, \(view.events.count) events")
        views.append(view)
      }
    }
    guard !views.isEmpty else { throw Failure("no service knows a customer '\(customer)'; check the id") }
    try write(PersonDataPage.page(views, Printing(in: language)).source, to: "\(folder)/customer.html")
    Terminal.print("\(folder)/customer.html: all of it to read and print")
    return missing.isEmpty ? 0 : 1
  }

  /// All of a service's answers as one; nil where it knows no such customer.
  private static func view(
    of customer: String, at client: ServiceClient, _ language: Language
  ) async throws -> PersonDataView? {
    var whole: PersonDataView?
    var after: Int64? = 0
    while let position = after {
      let path = "/v1/customers/\(ReturnAddress.encoded(customer))/data?after=\(position)"
      let reply = try await client.answer("GET", path, headers: ["Accept-Language: \(language.rawValue)"], seconds: 60)
      if reply.status == 404 { return nil }
      guard reply.status == 200 else { throw client.refusal(reply) }
      let view: PersonDataView = try CompactJSON.decoded(from: reply.body)
      whole = whole ?? view
      if position > 0 { whole?.events += view.events }
      after = view.nextAfter
    }
    whole?.nextAfter = nil
    return whole
  }

  private static func write(_ text: String, to path: String) throws {
    guard try OwnFile.make(path, text) else { throw Failure("\(path) is there already; give another folder with --to") }
  }
}
