import Contracts
import Kernel

extension AccessRevocation {
  /// The event by which an employee's tokens of until now are refused everywhere. Whatever takes something from the
  /// employee reaches machines in his or her name too; signing out and a new password end sessions alone.
  /// `last`: from when on tokens had to be until now.
  public func event(of employee: ID<Employee>, after last: Instant?, at now: Instant) -> AccessRevoked {
    // A token of this very millisecond may have been signed before, and none is dated before `last`.
    AccessRevoked(
      employeeId: employee, notBefore: max(now, last ?? now).adding(milliseconds: 1),
      sessionsOnly: self != .changed && self != .deactivated, reason: self)
  }

  /// Why an edit of an employee revokes tokens; nil where they say nothing that has changed.
  public static func reason(from before: EmployeeState, to after: EmployeeChanged) -> AccessRevocation? {
    if before.active, !after.active { return .deactivated }
    let now = EmployeeState(after)
    return Set(before.allRoles) != Set(now.allRoles) || before.shop != now.shop ? .changed : nil
  }
}
