import Contracts
import Kernel

/// Why a command about money is refused.
public enum FinanceError: Error, Hashable, Sendable {
  /// Fields that break rules of their own.
  case invalid([InvalidField])
  case notEnoughCredit(available: Money)
  /// More than the receivable has open, or than the receipt has left.
  case tooMuchAllocated(field: String, available: Money)
  case receivableOfAnother(field: String)
  case unknownReceivable(field: String)
  case unknownOrder(field: String)
  case alreadyReversed
  case sameExternalIdOtherContent
  case creditNoteTooLarge(available: Money)
  case notOnHold
  /// Something is dated in a month that takes no entries any more.
  case periodClosed(field: String, month: String, firstOpen: BusinessDate)
  case periodAlready(closed: Bool)
  case payableOfAnother(field: String)
  case unknownPayable(field: String)
  case nothingOpen
  case tooMuchPaidOut(available: Money)
  case supplierTaken(ID<Supplier>)
  case planTaken(ID<CommissionPlan>, from: BusinessDate)
}
