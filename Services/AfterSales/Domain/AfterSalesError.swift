import Contracts
import Kernel

/// Why a command of after-sales is refused.
public enum AfterSalesError: Error, Hashable, Sendable {
  /// The state of an installation or a request does not allow the verb.
  case illegalMove(verb: String, state: String)
  /// The crew has another job at that time.
  case crewBusy(crew: ID<Crew>, on: BusinessDate, slot: String)
  /// Installation cannot precede delivery (`rules.md`).
  case beforeDelivery(field: String, deliveredOn: BusinessDate)
  /// It would lie before what has happened to the same thing already.
  case beforeLastChange(Instant)
  case linkUnknown
  case linkUsed
  case linkExpired(on: BusinessDate)
  case problemClosed(on: BusinessDate)
}
