import Kernel

/// Every way in which a field of a command can be wrong by itself, beside its neighbours, or for what is known here.
public enum FieldRule: Hashable, Sendable {
  case blank
  case tooLong(limit: Int, count: Int)
  case negative
  case negativeAmount
  /// A whole number outside of what is taken.
  case outOfRange(ClosedRange<Int>)
  /// Months of a component's warranty, under the component's name.
  case monthsOutOfRange(ClosedRange<Int>)
  /// 1 is Monday, 7 Sunday.
  case noWeekday
  case noTimeOfDay
  case notPositive
  case closesBeforeOpening
  case noScores
  case tooManyScores(limit: Int)
  case questionName(limit: Int)
  case scoreOutOfRange(ClosedRange<Int>)
  /// A problem cannot be due before the completion that found it.
  case beforeCompletion
  case before(BusinessDate)
  case beforeFound(BusinessDate)
  case beforeRequested(BusinessDate)
  /// Installation cannot precede delivery (`Services/AfterSales/README.md#installations`).
  case beforeDelivery(BusinessDate)
  /// It would lie before what has happened to the same thing already.
  case beforeLastChange(Instant)
  /// A request is given to an outlet, a crew or an employee.
  case noAssignee
  case slotWithoutDay
  case inactiveCrew
  case tooManyMembers(limit: Int)
  case namedTwice
  case unknownCustomer
  case unknownItem
  case unknownItemInUse
  case unknownInstallation
  case otherInstallation
}
