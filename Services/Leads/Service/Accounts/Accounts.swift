import Contracts
import Crypto
import HTTP
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime
import Synchronization

/// What all sign-ins share: who has tried too often, and the one place where passwords are hashed. Both are of the
/// process: tries are forgotten with a restart, and no guess can make the store write.
final class Accounts: Sendable {
  let policy: AccountsPolicy
  private let passwords: Passwords
  private let throttle: Mutex<SignInThrottle>

  init(_ policy: AccountsPolicy, _ cost: PasswordHash.Cost) {
    self.policy = policy
    passwords = Passwords(cost)
    throttle = Mutex(SignInThrottle(policy))
  }

  /// An employee and the hash of his or her password, as they were found before it was checked.
  struct Found: Sendable {
    var employee: EmployeeState?
    var hash: String?

    /// Nobody signs in who does not work here, or has set no password yet.
    init(_ code: ID<Employee>, in database: Database) throws {
      employee = try EmployeeStore.employee(code, in: database)
      if employee?.active == true { hash = try CredentialStore.hash(of: code, in: database) }
    }
  }

  /// A password that was right.
  struct Checked: Sendable {
    let employee: EmployeeState
    /// What it was checked against.
    let hash: String
    /// The same password hashed at today's cost, where that is another one.
    let renewed: String?
  }

  /// Checks the password of an employee, and slows down whoever guesses. Unknown and inactive employees, those without a
  /// password, and wrong passwords cost the same time and throw the same. Throws `wrong`, `slowed`, `busy`.
  func check(
    _ code: ID<Employee>, _ password: String, of request: HTTPRequest, _ context: RouteContext
  ) async throws -> Checked {
    let subjects = [
      SignInThrottle.Subject.account(code.text), .address(SourceAddress.network(of: request.peer)),
    ]
    do {
      try pass(subjects, at: context.time.now())
      let found = try context.store.read { try Found(code, in: $0) }
      // Once more when its turn has come: of many tries at once the first wrong ones make the others wait.
      let checked = try await passwords.next { [self] hasher in
        try pass(subjects, at: context.time.now())
        let isRight = try hasher.verify(password, found.hash)
        guard isRight, let employee = found.employee, let hash = found.hash else {
          throttle.withLock { $0.noteWrong(subjects, at: context.time.now()) }
          throw AccountError.wrong
        }
        throttle.withLock { $0.noteRight(account: code.text) }
        return Checked(employee: employee, hash: hash, renewed: try hasher.renewed(password, hash))
      }
      return checked
    } catch let error as AccountError {
      try log(error, code, request, context)
      throw error
    }
  }

  /// The hash of a new password. Throws `busy`.
  func hash(_ password: String) async throws -> String {
    try await passwords.next { hasher in try hasher.make(password) }
  }

  /// Whoever has just set a password by a link may use it.
  func forgive(_ code: ID<Employee>) { throttle.withLock { $0.noteRight(account: code.text) } }

  private func pass(_ subjects: [SignInThrottle.Subject], at now: Instant) throws(AccountError) {
    if let seconds = throttle.withLock({ $0.wait(of: subjects, at: now) }) { throw .slowed(seconds: seconds) }
  }

  /// Who, from where, and why. A code that nobody has is not written down: it may be a password in the wrong field.
  private func log(
    _ error: AccountError, _ code: ID<Employee>, _ request: HTTPRequest, _ context: RouteContext
  ) throws {
    let isKnown = try context.store.read { try EmployeeStore.employee(code, in: $0) } != nil
    context.log.warning(
      "sign-in refused",
      [
        "subject": .string(isKnown ? code.text : "-"), "peer": .string(request.peer), "reason": .string("\(error)"),
        "request": .string(context.requestID),
      ], trace: context.trace)
  }
}

extension RouteContext {
  /// What tokens are signed with. Throws `signInOff` where there is nothing.
  func signing() throws(AccountError) -> Tokens {
    guard let tokens, tokens.canSign else { throw .signInOff }
    return tokens
  }
}

extension EmployeeState {
  /// What the token of a session says. Throws `noRole` where no role of the employee is one that the suite knows.
  func caller() throws(AccountError) -> Caller {
    let roles = Set(allRoles.compactMap(Role.init))
    guard !roles.isEmpty else { throw .noRole(role) }
    return Caller(subject: code.text, name: name, roles: roles, shop: shop?.text)
  }
}
