/// Finds what belongs to a method and a path.
///
/// Patterns consist of literal segments, of parameters (`/v1/leads/{id}/assign`), and of parameters with a literal
/// suffix (`/v1/deliveries/{id}.html`). In each segment a literal wins over a suffix, the longer suffix over the
/// shorter, and any of them over a plain parameter. A parameter is never empty. HEAD is answered by GET's value where
/// it has none of its own.
public struct Router<Value: Sendable>: Sendable {
  public enum Match {
    case found(Value, parameters: [String: String])
    /// The path exists, for these methods only, sorted.
    case methodNotAllowed(allowed: [String])
    case notFound
  }

  private struct Route: Sendable {
    var value: Value
    var names: [String]
  }

  private struct Node: Sendable {
    var literals: [Substring: Int] = [:]
    /// The longest first.
    var suffixes: [(suffix: Substring, node: Int)] = []
    var parameter: Int?
    var routes: [String: Route] = [:]
  }

  private var nodes = [Node()]

  public init() {}

  /// Throws when the pattern is malformed or was added before for that method, whatever its parameters are named.
  public mutating func add(_ method: String, _ pattern: String, _ value: Value) throws(RouterError) {
    guard pattern.hasPrefix("/") else { throw .malformed(pattern: pattern) }
    var node = 0
    var names: [String] = []
    for segment in pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard segment.hasPrefix("{") else {
        guard !segment.contains(where: { "{}".contains($0) }) else { throw .malformed(pattern: pattern) }
        node = child(nodes[node].literals[segment]) { nodes, new in nodes[node].literals[segment] = new }
        continue
      }
      let parts = segment.dropFirst().split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !segment.dropFirst().contains("{"), !parts[1].contains("}"),
        !names.contains(String(parts[0]))
      else { throw .malformed(pattern: pattern) }
      names.append(String(parts[0]))
      let suffix = parts[1]
      if suffix.isEmpty {
        node = child(nodes[node].parameter) { nodes, new in nodes[node].parameter = new }
      } else {
        node = child(nodes[node].suffixes.first { $0.suffix == suffix }?.node) { nodes, new in
          nodes[node].suffixes.append((suffix, new))
          nodes[node].suffixes.sort { $0.suffix.utf8.count > $1.suffix.utf8.count }
        }
      }
    }
    guard nodes[node].routes.updateValue(Route(value: value, names: names), forKey: method) == nil else {
      throw .duplicate(method: method, pattern: pattern)
    }
  }

  /// The path is taken as decoded, without the query.
  public func match(_ method: String, _ path: String) -> Match {
    guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
    var captured: [Substring] = []
    guard let node = find(path.dropFirst(), from: 0, &captured) else { return .notFound }
    let routes = nodes[node].routes
    guard let route = routes[method] ?? (method == "HEAD" ? routes["GET"] : nil) else {
      var allowed = Set(routes.keys)
      if allowed.contains("GET") { allowed.insert("HEAD") }
      return .methodNotAllowed(allowed: allowed.sorted())
    }
    var parameters: [String: String] = [:]
    for (name, value) in zip(route.names, captured) { parameters[name] = String(value) }
    return .found(route.value, parameters: parameters)
  }

  /// The node at the end of the path that has routes. Steps back where the better match of a segment leads nowhere.
  private func find(_ rest: Substring, from node: Int, _ captured: inout [Substring]) -> Int? {
    let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/"))
    let segment = rest[..<(slash ?? rest.endIndex)]
    func descend(_ child: Int, _ captured: inout [Substring]) -> Int? {
      guard let slash else { return nodes[child].routes.isEmpty ? nil : child }
      return find(rest[rest.utf8.index(after: slash)...], from: child, &captured)
    }
    if let literal = nodes[node].literals[segment], let found = descend(literal, &captured) { return found }
    let before = captured.count
    for (suffix, child) in nodes[node].suffixes
    where segment.utf8.count > suffix.utf8.count && segment.hasSuffix(suffix) {
      captured.append(segment.dropLast(suffix.count))
      if let found = descend(child, &captured) { return found }
      captured.removeSubrange(before...)
    }
    guard let parameter = nodes[node].parameter, !segment.isEmpty else { return nil }
    captured.append(segment)
    if let found = descend(parameter, &captured) { return found }
    captured.removeSubrange(before...)
    return nil
  }

  private mutating func child(_ existing: Int?, attach: (inout [Node], Int) -> Void) -> Int {
    if let existing { return existing }
    nodes.append(Node())
    attach(&nodes, nodes.count - 1)
    return nodes.count - 1
  }
}

/// Why a pattern was not added.
public enum RouterError: Error, Equatable, CustomStringConvertible {
  case duplicate(method: String, pattern: String)
  case malformed(pattern: String)

  public var description: String {
    switch self {
    case .duplicate(let method, let pattern): "\(method) \(pattern) is routed twice: remove one of the two"
    case .malformed(let pattern):
      "\(pattern) is no pattern: segments are literal, {name} or {name}.suffix, each name once, after a leading slash"
    }
  }
}
