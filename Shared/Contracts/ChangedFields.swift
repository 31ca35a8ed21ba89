/// Which fields of a profile an event changed, in the order in which they are told. A field that only a later build has is
/// left out when it is read, so that a new field is no new version of the event.
public struct ChangedFields<Field>: Codable, Hashable, Sendable
where Field: RawRepresentable & Hashable & Sendable, Field.RawValue == String {
  public var fields: [Field]

  public init(_ fields: [Field]) {
    self.fields = fields
  }

  public init(from decoder: any Decoder) throws {
    fields = try [String](from: decoder).compactMap(Field.init)
  }

  public func encode(to encoder: any Encoder) throws {
    try fields.map(\.rawValue).encode(to: encoder)
  }
}
