import JSON
import ServiceRuntime

/// An answer of the service, read by paths.
public struct Reply: Sendable {
  public let status: Int
  public let plain: String
  public let json: JSON
  public let etag: String?

  public init(_ answer: TestClient.Answer) {
    status = answer.status
    plain = answer.text
    json = answer.json
    etag = answer.headers["etag"]
  }

  /// A part of an answer.
  public init(json: JSON) { (status, plain, self.json, etag) = (200, "", json, nil) }

  /// A member by its path, elements by their index: `lines/0/amount/amount`.
  public subscript(_ path: String) -> JSON? {
    path.split(separator: "/").reduce(json) { json, step in
      guard let index = Int(step), let elements = json?.array else { return json?[String(step)] }
      return elements.indices.contains(index) ? elements[index] : nil
    }
  }

  public func text(_ path: String) -> String? { self[path]?.string }

  public func number(_ path: String) -> Int? {
    guard case .number(let digits)? = self[path] else { return nil }
    return Int(digits)
  }

  public func texts(_ path: String) -> [String] { self[path]?.array?.compactMap(\.string) ?? [] }

  public func count(_ path: String) -> Int { self[path]?.array?.count ?? 0 }
}
