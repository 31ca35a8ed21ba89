import Crypto
import JSON
import Kernel
import Messaging
import Persistence
import ReportingDomain
import ServiceRuntime
import Synchronization

/// Makes and sends scheduled reports, on a thread of its own: a mail server may take its time.
final class ReportSender: Sendable {
  /// Tries by what came of them.
  let counts = Latest<[String: Int]>([:])
  private let settings: PushSettings
  private let isStopping = Atomic(false)

  /// How long after each failure it is tried again, in seconds; then it is given up.
  private static let waits = [60, 300, 900, 3_600, 3_600, 7_200, 14_400, 14_400]

  /// What came of a try.
  private enum Outcome {
    case delivered
    case failed(String, isFinal: Bool)
  }

  init(_ settings: PushSettings) { self.settings = settings }

  /// Until it is cancelled; what is being sent then may take until the service has to end.
  func run(_ store: Store, _ log: Log) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread.start { [self] in
          while !isStopping.load(ordering: .acquiring) {
            let worked = (try? step(store, log)) ?? false
            // A look a second: what is due is due to the minute.
            if !worked { pause() }
          }
          continuation.resume()
        }
      }
    } onCancel: {
      isStopping.store(true, ordering: .releasing)
    }
  }

  private func pause() {
    let requests = OutgoingRequests(settings.reachable, authorities: nil)
    for _ in 0..<10 where !isStopping.load(ordering: .acquiring) { _ = requests.wait(milliseconds: 100) }
  }

  /// Sends one that is due; false where there is none.
  func step(_ store: Store, _ log: Log) throws -> Bool {
    let now = store.time.now()
    let isDue = try store.read { database in
      try database.exists("SELECT 1 FROM scheduled_reports WHERE next_at <= ?", now)
        || database.exists("SELECT 1 FROM report_runs WHERE state = 'pending' AND next_try <= ?", now)
    }
    let cause = Cause(actor: store.service, correlationID: "scheduled-reports")
    guard isDue,
      let run = try store.perform(for: cause, { unit in try ScheduledReportStore.begin(at: now, in: unit) })
    else { return false }
    let outcome = try send(run, store)
    let after = store.time.now()
    switch outcome {
    case .delivered:
      counts.update { $0["delivered", default: 0] += 1 }
      try store.perform(for: cause) { unit in
        try ScheduledReportStore.finish(run, .delivered, reason: nil, next: nil, at: after, in: unit.database)
      }
    case .failed(let reason, let isFinal):
      let wait = isFinal || run.tries >= Self.waits.count ? nil : Self.waits[run.tries]
      counts.update { $0[wait == nil ? "failed" : "retried", default: 0] += 1 }
      log.warning(
        wait == nil ? "a scheduled report is given up" : "a scheduled report could not be sent; it is tried again",
        ["report": .string(run.report.text), "reason": .string(reason)])
      try store.perform(for: cause) { unit in
        try ScheduledReportStore.finish(
          run, wait == nil ? .failed : .pending, reason: reason, next: wait.map { after.adding(seconds: $0) },
          at: after,
          in: unit.database)
      }
    }
    return true
  }

  private func send(_ run: ScheduledReportStore.PendingRun, _ store: Store) throws -> Outcome {
    let now = store.time.now()
    let (report, file, webhook): (ScheduledReport, ScheduledReport.File, Webhook?)
    do {
      (report, file, webhook) = try store.read { database in
        let report = try ScheduledReportStore.find(run.report, in: database).report
        guard try report.isConfirmed(in: database) else { throw Unconfirmed() }
        let webhook = try report.to.webhook.map { try WebhookStore.find($0, in: database).webhook }
        return (report, try report.file(due: run.due, at: now, in: database), webhook)
      }
    } catch is Unconfirmed {
      return .failed("what its owner may do was changed; he or she confirms it by an edit", isFinal: true)
    } catch let problem as Problem {
      return .failed("the report is refused: \(problem.title.english)", isFinal: true)
    }
    if let webhook { return post(file, of: report, run, to: webhook, at: now) }
    return mail(file, of: report, run, at: now)
  }

  private struct Unconfirmed: Error {}

  private func mail(
    _ file: ScheduledReport.File, of report: ScheduledReport, _ run: ScheduledReportStore.PendingRun, at now: Instant
  ) -> Outcome {
    guard let (server, sender) = settings.mail, let receivers = report.to.mail else {
      return .failed("no mail server is set (JOINERY_MAIL_SERVER)", isFinal: false)
    }
    let language = Language(rawValue: report.language) ?? .chinese
    var text = language.say(
      "附件为报表“\(file.title)”（\(file.name)）。", "Attached is the report '\(file.title)' (\(file.name)).")
    if run.missed > 0 {
      text += language.say(
        "\r\n此前有 \(run.missed) 次未能按时发送，已略过。",
        "\r\n\(run.missed) before it could not be sent on time, and were left out.")
    }
    let mail = Mail(
      from: sender, to: receivers, subject: "\(file.title) \(CompanyZone.day(at: run.due))", text: text,
      file: (file.name, file.mediaType, file.bytes), id: "\(report.id.text)-\(run.due.milliseconds)", date: now)
    do throws(MailServer.Failure) {
      try server.send(mail.bytes, from: sender, to: receivers)
      return .delivered
    } catch {
      return .failed(error.description, isFinal: error.isFinal)
    }
  }

  /// The file is the body, and what it is stands in the fields: a CloudEvent in binary mode.
  private func post(
    _ file: ScheduledReport.File, of report: ScheduledReport, _ run: ScheduledReportStore.PendingRun,
    to webhook: Webhook,
    at now: Instant
  ) -> Outcome {
    guard let receiver = try? Receiver(webhook.url, settings.reachable) else {
      return .failed("the webhook's address may not be reached; see JOINERY_PUSH_ALLOW", isFinal: false)
    }
    let message = WebhookMessage(
      file: file, report: report.id.text, id: "\(report.id.text)-\(run.due.milliseconds)", missed: run.missed,
      due: run.due)
    let request = message.request(to: receiver, webhook, at: now, milliseconds: settings.milliseconds)
    let requests = OutgoingRequests(settings.reachable, authorities: settings.authorities)
    var ended: [(tag: Int, result: OutgoingResult)] = []
    if requests.begin(request, tag: 0) { while ended.isEmpty { ended = requests.wait(milliseconds: 100) } }
    let (outcome, words) = PushOutcome.of(ended.first?.result ?? .unreachable("libcurl cannot be used"))
    return outcome == .delivered ? .delivered : .failed(words, isFinal: outcome == .gone)
  }
}
