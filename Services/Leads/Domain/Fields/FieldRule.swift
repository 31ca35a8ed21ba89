import Contracts

/// Every way in which a field of a command about leads and customers can be wrong.
public enum FieldRule: Hashable, Sendable {
  case empty
  case tooLong(limit: Int, found: Int)
  case tooMany(limit: Int)
  case negative
  case notAPhone
  /// What is told cannot have happened yet.
  case inTheFuture(Happening)
  /// Nothing of that id is known, or not of this customer.
  case unknown(Named)
  case endsBeforeStart
  /// 4P, 4C and positioning have these names (A11).
  case notAnElement(known: [String])
  case notAChannel
  /// A segment has so many rules.
  case ruleCount(ClosedRange<Int>)
  case notASegmentField(known: [String])
  case notWhole
  case notWholeFen
  case outOfRange(ClosedRange<Int>)
  /// A field of the company's own that must be filled in.
  case required(name: String, label: String?)
  case notAChoice([String])
  case notOfKind(CustomFieldKind)
  case noChoices
  /// A password of so few characters.
  case tooShort(limit: Int, found: Int)
  /// A password of more bytes than are hashed.
  case tooManyBytes(limit: Int)
  /// A password that everybody tries.
  case commonPassword
  /// A password that is the employee's code.
  case sameAsCode

  public enum Happening: Hashable, Sendable { case activity, touch }
  public enum Named: Hashable, Sendable { case customer, leadOfCustomer, lead }
}

/// A field that breaks a rule.
public struct InvalidField: Hashable, Sendable {
  /// A JSON pointer into what was sent: `/custom/style`.
  public let pointer: String
  public let rule: FieldRule

  public init(_ pointer: String, _ rule: FieldRule) {
    self.pointer = pointer
    self.rule = rule
  }
}
