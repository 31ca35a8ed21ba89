import Kernel

/// What is wrong with one field of a request.
public struct FieldError: Hashable, Sendable {
  /// Where: a JSON pointer into the body (`/lines/0/quantity/value`), or `/name` of a query parameter.
  public let pointer: String
  /// Stable, for programs: `missing`, `wrong-type`, `unknown-field`.
  public let code: String
  /// For people: what is wrong and what to write instead.
  public let detail: Localized

  public init(pointer: String, code: String, detail: Localized) {
    self.pointer = pointer
    self.code = code
    self.detail = detail
  }
}
