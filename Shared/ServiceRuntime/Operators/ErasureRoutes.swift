import Contracts
import HTTP
import Kernel
import Messaging
import Persistence
import SQLite

/// What `joinery erase` asks of each service: whether a person is blank here, and to overwrite what is free in the file
/// (`Shared/ServiceRuntime/README.md#erasure`).
struct ErasureRoutes: Sendable {
  let definition: ServiceDefinition
  let store: Store

  var routes: [Route] { [found, compact] }

  private var found: Route {
    .query(
      "/ops/erasures/{id}", Localized(zh: "某位客户的删除情况", en: "What became of erasing a customer"), tag: "operators",
      roles: [.operations, .manager], scope: .company
    ) { query, database in
      guard let report = try Erasures.report(of: query.id(), in: database) else {
        throw Problem.notFound(Localized(zh: "删除记录", en: "erasure"), query.parameter("id"))
      }
      return Answer(report)
    }
  }

  private var compact: Route {
    .action(
      "/ops/compact", Localized(zh: "压缩数据库并覆盖空闲页", en: "Write the store anew, without what was deleted"),
      tag: "operators", roles: [.operations], scope: .company
    ) { [store] (_: CommandRequest<NoContent>, _) in
      let clock = ContinuousClock()
      let start = clock.now
      let bytes = try await store.compacted()
      let took = (clock.now - start).components
      return Answer(
        Compacted(
          service: store.service, bytes: bytes,
          milliseconds: Int(took.seconds) * 1000 + Int(took.attoseconds / 1_000_000_000_000_000)))
    }
  }
}

/// A store that holds nothing but its rows.
public struct Compacted: Codable, Sendable {
  public var service: String
  /// Of its file, afterwards.
  public var bytes: Int
  public var milliseconds: Int
}
