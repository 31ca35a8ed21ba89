import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// An employee's tokens of until now are refused by every service.
enum AccessRevocations {
  static func record(_ reason: AccessRevocation, of employee: ID<Employee>, in unit: borrowing UnitOfWork) throws {
    let last = try RevokedAccess.notBefore(of: employee, in: unit.database)
    try unit.record(reason.event(of: employee, after: last, at: unit.now))
  }
}
