import Foundation
import HTTP
import Kernel
import ServiceRuntime

/// Goes to every route of a service as every role, for things of the caller's own, of somebody in the same shop, and of
/// somebody in another one: what is answered must be what the table of roles and scopes says.
public struct ScopeWalk: Sendable {
  /// Whose a thing is. The callers' own code is `me`, their shop `shop-1`.
  public enum Owner: String, CaseIterable, Sendable {
    case me, colleague, stranger

    public var shop: String { self == .stranger ? "shop-2" : "shop-1" }
    /// Of the owner's customer; none is a part of another.
    public var phone: String {
      switch self {
      case .me: "13800000001"
      case .colleague: "13800000002"
      case .stranger: "13800000003"
      }
    }
    var leastReach: Reach {
      switch self {
      case .me: .own
      case .colleague: .shop
      case .stranger: .all
      }
    }
  }

  /// How a route is asked about an owner's things.
  public struct Sample: Sendable {
    /// What stands in the path.
    public var ids: [String: String]
    public var query: String
    public var body: String?
    /// What a list has in it where it shows the owner's thing, and what a command's body names: an id.
    public var marker: String?
    /// Whether the query names the owner's thing: where it is not seen, that is refused (422).
    public var isNamed: Bool
    /// Whether it makes sense of the whole company alone: to whoever sees a part it is refused (403).
    public var isWhole: Bool
    /// Personal data that an answer may have in it, but for those who are not to read it.
    public var secret: String?

    public init(
      _ ids: [String: String] = [:], query: String = "", body: String? = nil, marker: String? = nil,
      isNamed: Bool = false, isWhole: Bool = false, secret: String? = nil
    ) {
      (self.isNamed, self.isWhole) = (isNamed, isWhole)
      (self.ids, self.query, self.body, self.marker, self.secret) = (ids, query, body, marker, secret)
    }
  }

  /// A step whose answer was another one than the table says.
  public struct Deviation: Sendable, CustomStringConvertible {
    public let description: String
  }

  private let service: TestService
  private let tokens: Tokens
  private let now: Instant
  private let sample: @Sendable (RouteDescription, Owner) -> Sample?

  /// `sample` gives nil for a route that it does not know, which is told as a deviation.
  public init(
    _ service: TestService, _ tokens: Tokens, at now: Instant,
    sample: @escaping @Sendable (RouteDescription, Owner) -> Sample?
  ) {
    (self.service, self.tokens, self.now, self.sample) = (service, tokens, now, sample)
  }

  /// What is sent with requests of a role.
  public func headers(of role: Role, extra: Set<Role> = []) throws -> [String: String] {
    let caller = Caller(subject: Owner.me.rawValue, name: "我", roles: extra.union([role]), shop: Owner.me.shop)
    return ["Authorization": "Bearer \(try tokens.sign(caller, at: now, validFor: 86_400 * 30))", "If-Match": "\"v1\""]
  }

  /// Reads come first, since commands change what is there.
  public func deviations(in routes: [Route]) async throws -> [Deviation] {
    var found: [Deviation] = []
    let described = routes.map(\.description).filter { $0.roles != nil && $0.pattern.hasPrefix("/v1/") }
    for route in described.filter({ $0.method == "GET" }) + described.filter({ $0.method != "GET" }) {
      for owner in Owner.allCases {
        guard let sample = sample(route, owner) else {
          found.append(Deviation(description: "\(route.method) \(route.pattern): no sample"))
          break
        }
        for role in Role.allCases {
          let answer = try await ask(route, sample, as: role)
          if let text = deviation(of: answer, from: route, sample, role, owner) {
            found.append(
              Deviation(
                description: "\(route.method) \(route.pattern) as \(role.rawValue), of \(owner): \(text) "
                  + answer.text.prefix(300)))
          }
        }
      }
    }
    return found
  }

  private func ask(_ route: RouteDescription, _ sample: Sample, as role: Role) async throws -> TestClient.Answer {
    var path = route.pattern
    for (name, value) in sample.ids { path = path.replacing("{\(name)}", with: value) }
    return try await service.send(
      route.method, path + (sample.query.isEmpty ? "" : "?\(sample.query)"),
      route.method == "GET" ? nil : sample.body ?? "{}", headers: try headers(of: role))
  }

  /// Nil where the answer is as it should be.
  private func deviation(
    of answer: TestClient.Answer, from route: RouteDescription, _ sample: Sample, _ role: Role, _ owner: Owner
  ) -> String? {
    guard route.lets(role) else { return answer.status == 403 ? nil : "\(answer.status), not 403" }
    let isSeen = route.scope == .company || role.reach(in: route.scope) >= owner.leastReach
    if let secret = sample.secret, answer.text.contains(secret),
      !(isSeen && role.seesPersonalData(in: route.scope))
    {
      return "tells \(secret)"
    }
    if route.method == "GET", !route.pattern.contains("{") || sample.marker != nil {
      if sample.isWhole, role.reach(in: route.scope) < .all {
        return answer.status == 403 ? nil : "\(answer.status), not 403"
      }
      if sample.isNamed, !isSeen { return answer.status == 422 ? nil : "\(answer.status), not 422" }
      guard answer.status == 200 else { return "\(answer.status), not 200" }
      guard let marker = sample.marker, !route.pattern.hasSuffix(".xlsx") else { return nil }
      return answer.text.contains(marker) == isSeen ? nil : "\(isSeen ? "lacks" : "has") \(marker)"
    }
    if isSeen {
      // Somebody else may have done it before: what counts is that it was not refused for who asks.
      return answer.status < 300 || [409, 412].contains(answer.status) ? nil : "\(answer.status), not done"
    }
    let refusals = route.pattern.contains("{") && sample.marker == nil ? [404] : [404, 422]
    return refusals.contains(answer.status) ? nil : "\(answer.status), not \(refusals)"
  }
}

extension RouteDescription {
  /// Whether a role gets in.
  func lets(_ role: Role) -> Bool {
    roles?.contains(role) == true || role == .auditor && method == "GET"
  }
}
