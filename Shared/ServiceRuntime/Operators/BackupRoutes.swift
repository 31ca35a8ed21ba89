import Compression
import HTTP
import Kernel
import Messaging
import Persistence

/// What `joinery backup` asks of each service: to publish nothing new for a while, and for a copy of its store
/// (`Shared/Messaging/README.md#backup-and-restore`). A copy that was made under a lease of all services fits to the
/// others of that moment.
struct BackupRoutes: Sendable {
  let store: Store
  let threads: MessagingThreads

  private static let operators: Set<Role> = [.operations]
  private static let tag = "operators"
  private static let piece = 256 << 10

  var routes: [Route] { [take, release, copy, note] }

  private var take: Route {
    .action(
      "/ops/backup/lease",
      Localized(zh: "暂停发布,或延长暂停", en: "Pause publishing for a backup, or go on with a pause"), tag: Self.tag,
      roles: Self.operators, scope: .company
    ) { [store, threads] (request: CommandRequest<TakeLease>, context) in
      let seconds = request.body.seconds ?? Lease.limit
      guard (1...Lease.limit).contains(seconds) else {
        throw Problem.invalidField(
          "/seconds", "out-of-range",
          Localized(zh: "请写 1 到 \(Lease.limit) 的整数。", en: "Write a whole number from 1 to \(Lease.limit)."))
      }
      let id: String
      if let known = request.body.lease {
        guard threads.lease.renew(known, seconds: seconds, at: threads.steadyNow) else { throw Problem.leaseEnded }
        id = known
      } else {
        id = context.requestID
        guard threads.lease.take(id, seconds: seconds, at: threads.steadyNow) else { throw Problem.leaseTaken }
      }
      guard try await threads.isPaused(for: id) else {
        _ = threads.lease.release(id, at: threads.steadyNow)
        throw Problem.notPaused
      }
      return Answer(BackupLease(service: store.service, lease: id, seconds: seconds))
    }
  }

  private var release: Route {
    .action(
      "/ops/backup/lease/{id}/release", Localized(zh: "结束暂停", en: "End a pause"), tag: Self.tag,
      roles: Self.operators, scope: .company
    ) { [threads] (request: CommandRequest<NoContent>, _) in
      guard threads.lease.release(request.parameter("id"), at: threads.steadyNow) else { throw Problem.leaseEnded }
      threads.goOn()
      return Answer(Nothing())
    }
  }

  private var note: Route {
    .action(
      "/ops/backup/completed", Localized(zh: "告知备份已完成", en: "Tell that a backup is whole"), tag: Self.tag,
      roles: Self.operators, scope: .company
    ) { [store] (request: CommandRequest<NoteBackup>, _) in
      try LastBackup(of: store).note(request.body.createdAt)
      return Answer(Nothing())
    }
  }

  private var copy: Route {
    .page(
      "POST", "/ops/backup", Localized(zh: "数据库的一致副本(gzip)", en: "A consistent copy of the store (gzip)"),
      tag: Self.tag, roles: Self.operators, scope: .company, mediaType: "application/gzip",
      parameters: [
        .init(
          "lease",
          Localized(
            zh: "暂停的编号;没有它,副本只能单独查看,不能用于恢复整套",
            en: "The pause; without one the copy is for looking at, not for restoring a suite"))
      ]
    ) { [store, threads] query, _ in
      let lease = query.text("lease")
      let check = { @Sendable () throws(Problem) in
        guard lease == nil || threads.lease.holder(at: threads.steadyNow) == lease else { throw .leaseEnded }
      }
      try check()
      // Copying takes a while, and blocks.
      let copy = try await withCheckedThrowingContinuation { continuation in
        Thread.start { continuation.resume(with: Result { try store.copy() }) }
      }
      try check()
      return HTTPResponse(
        headers: [
          "Content-Type": "application/gzip",
          "Content-Disposition": "attachment; filename=\"\(store.service).sqlite.gz\"",
        ],
        body: .stream { writer in try await Self.send(copy, to: writer) })
    }
  }

  /// The first piece goes out at once: it tells the client that the copy is made and the pause may end.
  private static func send(_ copy: StoreCopy, to writer: any HTTPBodyWriter) async throws {
    var gzip = try Gzip()
    var offset: Int64 = 0
    while offset < copy.bytes {
      let bytes = try copy.read(at: offset, atMost: piece)
      let packed = try gzip.add(bytes, flush: offset == 0)
      if !packed.isEmpty { try await writer.write(packed) }
      offset += Int64(bytes.count)
      await Task.yield()
    }
    try await writer.write(try gzip.finish())
  }
}

/// Asks for a pause of at most so many seconds, or to go on with one.
struct TakeLease: Command {
  var lease: String?
  var seconds: Int?

  var occurredAt: Instant? { nil }
}

/// A pause of publishing.
public struct BackupLease: Codable, Sendable {
  public var service: String
  public var lease: String
  public var seconds: Int
}

extension Problem {
  fileprivate static let leaseTaken = Problem(
    409, "backup-under-way", title: Localized(zh: "正在进行另一次备份", en: "Another backup is under way"),
    detail: Localized(
      zh: "请等它结束后重试;它的暂停最多持续 \(Lease.limit) 秒。",
      en: "Try again when it has ended; its pause ends after \(Lease.limit) s at most."))

  fileprivate static let leaseEnded = Problem(
    409, "lease-ended", title: Localized(zh: "暂停已经结束", en: "The pause has ended"),
    detail: Localized(
      zh: "服务已恢复发布,此前的副本不再属于同一时刻;请重新开始备份。",
      en: "The service publishes again, so copies made before are not of one moment; begin the backup anew."))

  fileprivate static let notPaused = Problem(
    503, "not-paused", title: Localized(zh: "发布未能暂停", en: "Publishing does not pause"),
    detail: Localized(
      zh: "发布线程没有响应;请查看 /readyz,稍后重试。", en: "The relay does not answer; see /readyz and try again later."))
}
