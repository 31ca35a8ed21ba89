import Contracts
import Kernel

/// Why somebody is not signed in, or a link or a session does not do what it was made for.
public enum AccountError: Error, Hashable, Sendable {
  /// The service has no private key to sign tokens with.
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
  /// The company's identity provider knows somebody who is no employee here, or does not work here any more.
  case noAccount(String)
  /// It does not name the employee.
  case namesNobody(claim: String)
  /// It does not answer.
  case providerAway
  /// It said something that cannot be believed.
  case providerWrong
  /// The browser came back without what it was sent with, or too late.
  case attemptUnknown
  /// Whoever signs in there did not, or may not.
  case providerRefused
}
