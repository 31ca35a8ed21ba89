/// A field of a quote or an order that breaks a rule, wherever it came from: HTTP answers 422, the ERP's order is parked.
public struct InvalidField: Error, Hashable, Sendable {
  /// A JSON pointer into what was sent: `/lines/0/quantity/value`.
  public let pointer: String
  public let rule: FieldRule

  public init(_ pointer: String, _ rule: FieldRule) {
    self.pointer = pointer
    self.rule = rule
  }

  /// For a reason that people read beside a parked order; it names the field and never its content.
  public var reason: String {
    "the field '\(pointer.dropFirst().replacing("/", with: "."))' is refused: \(rule.text.english)"
  }
}
