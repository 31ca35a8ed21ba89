/// What changes of profiles need to know of one field, whatever its type. Each field is declared once, by its path.
public struct ProfilePart<Profile> {
  public let isSame: (Profile, Profile) -> Bool
  /// As it stands in a `CustomerUpdated.Change`; nil where there is no value.
  public let text: (Profile) throws -> String?
  /// The other way round. What a profile cannot be without is left alone by nil.
  public let set: (inout Profile, _ text: String?) throws -> Void

  /// Stands as it is.
  public init(text path: WritableKeyPath<Profile, String>) {
    isSame = { $0[keyPath: path] == $1[keyPath: path] }
    text = { $0[keyPath: path] }
    set = { if let text = $1 { $0[keyPath: path] = text } }
  }

  public init(text path: WritableKeyPath<Profile, String?>) {
    isSame = { $0[keyPath: path] == $1[keyPath: path] }
    text = { $0[keyPath: path] }
    set = { $0[keyPath: path] = $1 }
  }

  /// Stands as JSON.
  public init<Value: Codable & Equatable>(json path: WritableKeyPath<Profile, Value>) {
    isSame = { $0[keyPath: path] == $1[keyPath: path] }
    text = { try ChangeText.of($0[keyPath: path]) }
    set = { if let text = $1 { $0[keyPath: path] = try ChangeText.value(of: text) } }
  }

  public init<Value: Codable & Equatable>(json path: WritableKeyPath<Profile, Value?>) {
    isSame = { $0[keyPath: path] == $1[keyPath: path] }
    text = { try $0[keyPath: path].map { try ChangeText.of($0) } }
    set = { $0[keyPath: path] = try $1.map { try ChangeText.value(of: $0) } }
  }
}
