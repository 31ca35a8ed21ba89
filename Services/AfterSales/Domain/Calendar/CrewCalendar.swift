import Contracts
import Kernel

/// The crew has another job at that time (E8).
public struct CrewBusy: Error, Hashable, Sendable {
  public let crew: ID<Crew>
  public let on: BusinessDate
  public let slot: String
}

/// A job in a crew's calendar: one a slot, installations and service requests alike (E8, B13).
public struct Booking: Hashable, Sendable {
  /// The id of the installation or the request.
  public let job: String
  public let crew: ID<Crew>
  public let on: BusinessDate
  public let slot: String

  public init(job: String, crew: ID<Crew>, on: BusinessDate, slot: String) {
    (self.job, self.crew, self.on, self.slot) = (job, crew, on, slot)
  }

  public init(_ event: InstallationScheduled) {
    self.init(job: event.installationId.text, crew: event.crewId, on: event.on, slot: event.slot)
  }

  /// Nil where the request was given to somebody without a time.
  public init?(_ event: ServiceAssigned) {
    guard let crew = event.crewId, let day = event.on, let slot = event.slot else { return nil }
    self.init(job: event.requestId.text, crew: crew, on: day, slot: slot)
  }
}

/// A crew that is to get a job, and what it has on that day already.
public struct CrewCalendar: Sendable {
  public let crew: ID<Crew>
  /// False for one that works no more; one that nobody has registered yet is taken
  /// (`Services/AfterSales/README.md#calendar`).
  public let isActive: Bool
  public let bookings: [Booking]

  public init(crew: ID<Crew>, isActive: Bool, bookings: [Booking]) {
    (self.crew, self.isActive, self.bookings) = (crew, isActive, bookings)
  }

  /// Refuses a crew that works no more.
  func checkActive(at pointer: String) throws(InvalidFields) {
    guard isActive else { throw InvalidFields(pointer, .inactiveCrew) }
  }

  /// Refuses a slot in which the crew has another job; the job itself may move.
  func check(on day: BusinessDate, slot: String, for job: String) throws(CrewBusy) {
    let isTaken = bookings.contains { $0.on == day && $0.job != job && Slot.overlap($0.slot, slot) }
    guard !isTaken else { throw CrewBusy(crew: crew, on: day, slot: slot) }
  }
}
