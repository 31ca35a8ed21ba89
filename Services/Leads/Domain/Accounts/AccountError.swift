import Contracts
import Kernel

/// Why somebody is not signed in, or a link or a session does not do what it was made for.
public enum AccountError: Error, Hashable, Sendable {
  /// The service has no secret to sign tokens with.
  case signInOff
  /// Employee and password do not belong together. Whether there is such an employee is not told.
  case wrong
  /// Too many wrong tries.
  case slowed(seconds: Int)
  /// More sign-ins wait already than can be checked soon.
  case busy
  /// The employee's role is none that this suite knows.
  case noRole(String)
  /// The employee does not work here any more.
  case inactive(ID<Employee>)
  /// It has ended, or was never one.
  case sessionOver
  case linkUnknown
  case linkUsed
  case linkExpired
}
