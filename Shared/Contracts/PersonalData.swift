import JSON

/// Blanks what is personal in JSON: what an event's `personal` names, at whatever depth
/// (`Shared/Contracts/README.md#personal-fields`).
///
/// A text becomes the empty one, a list the empty one, an object one without members; numbers, yes and no, and null
/// stay. So what is blanked is read as before, and a state of blanked events equals the blanked state.
public enum PersonalData {
  /// An event's data without what is personal. Of a type that the catalog does not know nothing but `{}` stays, since
  /// nobody can say what of it is personal. Throws where the data are no JSON.
  public static func blanked(_ data: [UInt8], of type: String) throws -> [UInt8] {
    guard let names = Catalog.personal(of: type) else { return Array("{}".utf8) }
    return names.isEmpty ? data : blanked(try JSON(parsing: data), names).bytes
  }

  /// A value whose members of these names are blanked.
  public static func blanked(_ value: JSON, _ names: Set<String>) -> JSON {
    switch value {
    case .array(let elements): .array(elements.map { blanked($0, names) })
    case .object(let members):
      .object(
        members.map { member in
          if names.contains(member.key) { return JSON.Member(member.key, blank(member.value)) }
          if let field = value["field"]?.string, member.key == "from" || member.key == "to" {
            return JSON.Member(member.key, changed(member.value, of: field, names))
          }
          return JSON.Member(member.key, blanked(member.value, names))
        })
    case .null, .bool, .number, .string: value
    }
  }

  private static func blank(_ value: JSON) -> JSON {
    switch value {
    case .null, .bool, .number: value
    case .array: .array([])
    case .object: .object([])
    case .string: .string("")
    }
  }

  /// Old or new value of a `FieldChange`, which is a text of whatever the field is: lists and objects stand in it as
  /// JSON.
  private static func changed(_ value: JSON, of field: String, _ names: Set<String>) -> JSON {
    guard case .string(let text) = value else { return value }
    let inside = text.first == "[" || text.first == "{" ? try? JSON(parsing: Array(text.utf8)) : nil
    guard names.contains(field.split(separator: ".").first.map(String.init) ?? field) else {
      return inside.map { .string(String(decoding: blanked($0, names).bytes, as: UTF8.self)) } ?? value
    }
    return .string(inside.map { String(decoding: blank($0).bytes, as: UTF8.self) } ?? "")
  }
}
