import FoundationEssentials
import JSON

/// A type that says its own JSON Schema, because its `init(from:)` checks more than a probe can see.
public protocol DescribedSchema {
  /// JSON Schema 2020-12, with at least one entry under `examples` that the type can be decoded from.
  static var schema: JSON { get }
  /// What a value must be like, in Chinese; the English words are the type's own error.
  static var chineseRemedy: String { get }
}

extension DescribedSchema {
  public static var chineseRemedy: String { "请检查格式" }
}

/// Derives JSON Schema 2020-12 from types by watching what their `init(from:)` asks for, so that a document never says
/// anything else than the code does. Objects and closed lists become named components.
public final class SchemaProbe {
  /// A type that cannot be probed, with the remedy.
  public struct Failure: Error, CustomStringConvertible {
    public let type: String
    public let reason: String
    public var description: String { "no schema for \(type): \(reason); let it conform to DescribedSchema" }
  }

  /// The named schemas so far, for `#/components/schemas`.
  public private(set) var components: [String: JSON] = [:]
  private var owners: [String: ObjectIdentifier] = [:]
  private var samples: [ObjectIdentifier: any Decodable] = [:]
  /// The types whose `init(from:)` is running.
  private var open: Set<ObjectIdentifier> = []
  /// What a type, or a property of it, is for; nil where nothing is known of it.
  let words: (_ type: String, _ property: String?) -> String?

  /// `words` says what is to stand as `description`: of a type by its name in `components`, of a property by that of the
  /// type that declares it.
  public init(words: @escaping (_ type: String, _ property: String?) -> String? = { _, _ in nil }) {
    self.words = words
  }

  /// The schema of a type: a reference where it is named.
  public func schema(of type: any Decodable.Type) throws -> JSON {
    try probe(type).schema
  }

  /// The schema, and a value where one can be made: not of a type that is just being probed further out.
  func probe<Value: Decodable>(_ type: Value.Type) throws -> (schema: JSON, value: Value?) {
    if let scalar = type as? any JSONScalar.Type { return (scalar.scalarSchema, scalar.sample as? Value) }
    if type == Decimal.self { return (["type": "number"], Decimal() as? Value) }
    if let wrapper = type as? any ProbedWrapper.Type {
      return (try wrapper.schema(with: self), wrapper.empty as? Value)
    }
    if let described = type as? any DescribedSchema.Type {
      let schema = described.schema
      guard let example = schema["examples"]?.array?.first else {
        throw Failure(type: "\(type)", reason: "its own schema has no examples")
      }
      let value = try StrictReading(type, from: example.bytes).result.get()
      return (schema["type"] == "object" ? try component(type) { schema } : schema, value)
    }
    if let texts = allowedTexts(of: type) {
      let value = try StrictReading(type, from: JSON.string(texts[0]).bytes).result.get()
      return (try component(type) { ["type": "string", "enum": .array(texts.map(JSON.string))] }, value)
    }
    return try watch(type)
  }

  private func watch<Value: Decodable>(_ type: Value.Type) throws -> (schema: JSON, value: Value?) {
    let id = ObjectIdentifier(type)
    let name = Self.name(of: type)
    if owners[name] == id { return (Self.reference(name), samples[id] as? Value) }
    guard open.insert(id).inserted else { throw Failure(type: name, reason: "it holds itself and has no members") }
    defer { open.remove(id) }
    let watcher = WatchingDecoder(probe: self) { [self] in try claim(name, id) }
    let value: Value
    do {
      value = try Value(from: watcher)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(type: name, reason: "it refuses sample values (\(error))")
    }
    samples[id] = value
    guard let object = watcher.object else { return (watcher.single ?? [:], value) }
    components[name] = described(object, words(name, nil))
    return (Self.reference(name), value)
  }

  private func component(_ type: any Decodable.Type, _ schema: () -> JSON) throws -> JSON {
    let name = Self.name(of: type)
    try claim(name, ObjectIdentifier(type))
    components[name] = described(schema(), words(name, nil))
    return Self.reference(name)
  }

  private func claim(_ name: String, _ id: ObjectIdentifier) throws {
    guard owners[name, default: id] == id else { throw Failure(type: name, reason: "two types have this name") }
    owners[name] = id
  }

  private static func reference(_ name: String) -> JSON { ["$ref": "#/components/schemas/\(name)"] }

  /// The type's name without its module: `CreateLead.Address`, `PageOfLead`.
  public static func name(of type: Any.Type) -> String {
    var name = ""
    var path: [Substring] = []
    func close(_ separator: String) {
      // Private types have a discriminator in parentheses for a path component.
      name += path.dropFirst(path.count > 1 ? 1 : 0).filter { !$0.hasPrefix("(") }.joined(separator: ".") + separator
      path = []
    }
    for part in String(reflecting: type).split(separator: ".") {
      var rest = part
      while let end = rest.firstIndex(where: { "<>,".contains($0) }) {
        path.append(rest[..<end])
        close(rest[end] == "<" ? "Of" : rest[end] == "," ? "And" : "")
        rest = rest[end...].dropFirst().drop { $0 == " " || $0 == ">" }
      }
      if !rest.isEmpty { path.append(rest) }
    }
    close("")
    return name
  }
}

/// Standard types around others, of which a probe can make an empty value without one of what they hold.
private protocol ProbedWrapper {
  static func schema(with probe: SchemaProbe) throws -> JSON
  static var empty: Self { get }
}

extension Optional: ProbedWrapper where Wrapped: Decodable {
  static func schema(with probe: SchemaProbe) throws -> JSON { nullable(try probe.schema(of: Wrapped.self)) }
  static var empty: Wrapped? { nil }
}

extension Array: ProbedWrapper where Element: Decodable {
  static func schema(with probe: SchemaProbe) throws -> JSON {
    ["type": "array", "items": try probe.schema(of: Element.self)]
  }
  static var empty: [Element] { [] }
}

extension Set: ProbedWrapper where Element: Decodable {
  static func schema(with probe: SchemaProbe) throws -> JSON {
    ["type": "array", "items": try probe.schema(of: Element.self)]
  }
  static var empty: Set<Element> { [] }
}

extension Dictionary: ProbedWrapper where Key == String, Value: Decodable {
  static func schema(with probe: SchemaProbe) throws -> JSON {
    ["type": "object", "additionalProperties": try probe.schema(of: Value.self)]
  }
  static var empty: [String: Value] { [:] }
}

/// The schema with words before those that it has already.
func described(_ schema: JSON, _ words: String?) -> JSON {
  guard let words, case .object(let members) = schema else { return schema }
  let all = [words, schema["description"]?.string].compactMap(\.self).joined(separator: " ")
  return .object(members.filter { $0.key != "description" } + [JSON.Member("description", .string(all))])
}

/// The schema that also takes null, as `decodeIfPresent` does.
func nullable(_ schema: JSON) -> JSON {
  guard case .object(let members) = schema, let type = schema["type"]?.string, schema["enum"] == nil else {
    return ["anyOf": [schema, ["type": "null"]]]
  }
  return .object(
    members.map { $0.key == "type" ? JSON.Member("type", [.string(type), "null"]) : $0 })
}
