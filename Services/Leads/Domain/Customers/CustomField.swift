import Contracts
import FoundationEssentials
import Kernel

/// A field of the company's own, as it now is (G3). Values travel as text.
public struct CustomField: Hashable, Sendable {
  public var entity: CustomFieldEntity
  public var name: String
  public var label: String?
  public var kind: CustomFieldKind
  public var required: Bool
  public var options: [String]
  public var active: Bool
  public var version: Int

  /// As it stands in the store.
  public init(
    entity: CustomFieldEntity, name: String, label: String?, kind: CustomFieldKind, required: Bool,
    options: [String], active: Bool, version: Int
  ) {
    (self.entity, self.name, self.label, self.kind) = (entity, name, label, kind)
    (self.required, self.options, self.active, self.version) = (required, options, active, version)
  }

  /// The definition that an event tells of; `version` counts how often the field was defined.
  public init(_ event: CustomFieldDefined, version: Int = 1) {
    self.init(
      entity: event.entity, name: event.name, label: event.label, kind: event.kind, required: event.required,
      options: event.options, active: event.active, version: version)
  }

  /// Defines a field, or defines it anew.
  public static func define(_ event: CustomFieldDefined) throws(LeadError) -> CustomFieldDefined {
    var review = FieldReview()
    review.text("/name", event.name, upTo: 50)
    review.length("/label", event.label)
    if event.kind == .choice, event.options.isEmpty { review.refuse("/options", .noChoices) }
    review.texts("/options", event.options)
    try review.finish()
    return event
  }

  /// Whether a value that says something is of the field's kind.
  public func fits(_ value: String) -> Bool {
    switch kind {
    case .text: true
    case .number:
      Decimal(string: value) != nil && value.allSatisfy { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
    case .boolean: value == "true" || value == "false"
    case .date: BusinessDate(value) != nil
    case .choice: options.contains(value)
    }
  }

  /// What is wrong with a value of this field; `requiring` where the whole record is written, and not only some of it.
  func finding(of value: String?, requiring: Bool) -> FieldRule? {
    guard let value, !value.isEmpty else {
      return required && (requiring || value != nil) ? .required(name: name, label: label) : nil
    }
    return fits(value) ? nil : kind == .choice ? .notAChoice(options) : .notOfKind(kind)
  }
}

extension FieldReview {
  /// Refuses values that do not fit their field's definition; names without a definition are taken as they are.
  mutating func custom(_ values: [String: String], _ fields: [CustomField], requiring: Bool) {
    for (name, text) in values.sorted(by: { $0.key < $1.key }) { length("/custom/\(name)", text, upTo: Self.longText) }
    for field in fields where field.active {
      if let rule = field.finding(of: values[field.name], requiring: requiring) {
        refuse("/custom/\(field.name)", rule)
      }
    }
  }
}
