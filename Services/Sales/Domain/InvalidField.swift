/// A field of a quote or an order that breaks a rule, wherever it came from: HTTP answers 422, the ERP's order is parked.
public struct InvalidField: Error, Hashable, Sendable {
  /// A JSON pointer into what was sent: `/lines/0/quantity/value`.
  public let pointer: String
  public let rule: FieldRule

  public init(_ pointer: String, _ rule: FieldRule) {
    self.pointer = pointer
    self.rule = rule
  }
}
