import Contracts
import Kernel

/// How long a request takes, in work time (H10).
extension RequestState {
  /// Work time since the request, pauses left out, in milliseconds.
  public func work(until time: Instant, by clock: WorkClock) -> Int64 {
    clock.work(from: requestedAt, to: time, without: pauses)
  }

  /// Whether so much work time is within the target; nil without a target.
  public func isOnTime(after milliseconds: Int64) -> Bool? {
    targetWorkMinutes.map { milliseconds <= Int64($0) * 60_000 }
  }

  /// When its target is used up, as things stand; nil while it is paused, and once it is resolved.
  public func due(by clock: WorkClock) -> Instant? {
    guard resolved == nil else { return nil }
    return targetWorkMinutes.flatMap { clock.due(after: Int64($0) * 60_000, from: requestedAt, without: pauses) }
  }

  /// Its work time is used up by the end of that day, or less than so many minutes are left of it.
  public func reminder(on day: BusinessDate, by clock: WorkClock, near minutes: Int) -> Reminder? {
    let end = CompanyZone.start(of: day.adding(days: 1))
    guard requestedOn <= day, let due = due(by: clock),
      due <= end || clock.work(from: end, to: due) <= Int64(minutes) * 60_000
    else { return nil }
    return Reminder(
      subject: requestId.text, customerId: customerId, dueOn: CompanyZone.day(at: due), ownerId: employeeId,
      detail: number)
  }
}
