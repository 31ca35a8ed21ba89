/// The change of one field as text, as the first versions of edits wrote it and imports keep it to be taken back.
public struct FieldChange: Codable, Hashable, Sendable {
  /// Name of the profile's field; the company's own as `custom.` and its name.
  public var field: String
  /// Before, as text: texts as they are, others as JSON; absent where there was none.
  public var from: String?
  /// After, as text: texts as they are, others as JSON; absent where there is none.
  public var to: String?
}

/// A value that is none of its field's: a damaged journal, or a later build's.
public struct UnreadableChange: Error, Hashable, Sendable {
  public let value: String
}

/// What changes of profiles need to know of one field, whatever its type. Each field is declared once, by its path.
public struct ProfilePart<Profile> {
  public let isSame: (Profile, Profile) -> Bool
  /// As it stands in a `FieldChange`; nil where there is no value.
  public let text: (Profile) throws -> String?
  /// The other way round. What a profile cannot be without is left alone by nil.
  public let set: (inout Profile, _ text: String?) throws -> Void
  /// Makes the field of the first profile what it is in the second.
  public let take: (inout Profile, Profile) -> Void

  /// Stands as it is.
  public init(text path: WritableKeyPath<Profile, String>) {
    self.init(path, text: { $0 }, value: { $0 })
  }

  public init(text path: WritableKeyPath<Profile, String?>) {
    self.init(path, text: { $0 }, value: { .some($0) })
  }

  /// One of a few words, which stands as it is.
  public init<Value: RawRepresentable<String> & Equatable>(word path: WritableKeyPath<Profile, Value>) {
    self.init(path, text: \.rawValue) { text in
      guard let text else { return nil }
      guard let value = Value(rawValue: text) else { throw UnreadableChange(value: text) }
      return value
    }
  }

  /// Stands as JSON.
  public init<Value: Codable & Equatable>(json path: WritableKeyPath<Profile, Value>) {
    self.init(path, text: { try ChangeText.of($0) }, value: { try $0.map { try ChangeText.value(of: $0) } })
  }

  public init<Value: Codable & Equatable>(json path: WritableKeyPath<Profile, Value?>) {
    self.init(
      path, text: { try $0.map { try ChangeText.of($0) } },
      value: { .some(try $0.map { try ChangeText.value(of: $0) }) })
  }

  /// `value` gives nil where the field stays what it is.
  private init<Value: Equatable>(
    _ path: WritableKeyPath<Profile, Value>, text: @escaping (Value) throws -> String?,
    value: @escaping (_ text: String?) throws -> Value?
  ) {
    isSame = { $0[keyPath: path] == $1[keyPath: path] }
    self.text = { try text($0[keyPath: path]) }
    set = { if let new = try value($1) { $0[keyPath: path] = new } }
    take = { $0[keyPath: path] = $1[keyPath: path] }
  }
}
