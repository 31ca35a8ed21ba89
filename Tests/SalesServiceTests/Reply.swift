import ServiceRuntime

/// An answer of the service.
struct Reply: Sendable {
  var status: Int
  var body: [UInt8]
  var json: JSON
  var etag: String?

  /// A member by its path, elements by their index: `lines/0/amount/amount`.
  subscript(_ path: String) -> JSON? {
    path.split(separator: "/").reduce(json) { json, step in
      guard let index = Int(step), let elements = json?.array else { return json?[String(step)] }
      return elements.indices.contains(index) ? elements[index] : nil
    }
  }

  func text(_ path: String) -> String? { self[path]?.string }

  func number(_ path: String) -> Int? {
    guard case .number(let digits)? = self[path] else { return nil }
    return Int(digits)
  }

  func texts(_ path: String) -> [String] { self[path]?.array?.compactMap(\.string) ?? [] }

  func count(_ path: String) -> Int { self[path]?.array?.count ?? 0 }

  var plain: String { String(decoding: body, as: UTF8.self) }
}

extension JSON {
  /// With the members of every object in the order of their names: equal contents are equal.
  var sorted: JSON {
    switch self {
    case .object(let members):
      .object(members.map { Member($0.key, $0.value.sorted) }.sorted { $0.key < $1.key })
    case .array(let elements): .array(elements.map(\.sorted))
    default: self
    }
  }
}
