import Contracts
import Kernel

/// What a new password must be. Kinds of characters are not asked for: they make passwords that are hard to remember,
/// and not hard to guess (NIST SP 800-63B, 5.1.1.2).
public struct PasswordRule: Sendable {
  private let policy: AccountsPolicy
  private let known: String?

  /// `known`: one more that everybody knows.
  public init(_ policy: AccountsPolicy, known: String? = nil) {
    self.policy = policy
    self.known = known
  }

  /// Notes what is wrong with a new password of that employee. The password itself is never part of a finding.
  public func review(_ pointer: String, _ password: String, of employee: ID<Employee>, _ review: inout FieldReview) {
    length(pointer, password, &review)
    let count = password.count
    if count < policy.passwordCharacters {
      review.refuse(pointer, .tooShort(limit: policy.passwordCharacters, found: count))
    }
    let plain = password.lowercased()
    if CommonPasswords.all.contains(plain) || plain == known || Set(plain).count == 1 {
      review.refuse(pointer, .commonPassword)
    }
    if plain == employee.text.lowercased() { review.refuse(pointer, .sameAsCode) }
  }

  /// Notes whether a password, new or not, is longer than is hashed.
  public func length(_ pointer: String, _ password: String, _ review: inout FieldReview) {
    if password.utf8.count > policy.passwordBytes { review.refuse(pointer, .tooManyBytes(limit: policy.passwordBytes)) }
  }
}
