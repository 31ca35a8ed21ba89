import Contracts
import Kernel
import SQLite
import Synchronization

/// Whose rows a caller sees, and whose with personal data unmasked: of a scope, by the roles that a route was admitted
/// by.
public struct Visibility: Hashable, Sendable {
  /// One reach, with who and which shop it is about. Without either, nothing is in it.
  public struct Cut: Hashable, Sendable {
    public let reach: Reach
    /// Whom a row has to name; nil where nothing is seen.
    public let employee: String?
    /// The shop that a row, or the shop of somebody it names, may have besides.
    public let shop: String?
    /// Whether what nobody has is in it: those who sell take from the pool.
    public let takesFromPool: Bool
    /// What is over since longer than a while is out of it (`Belonging.Tie.through`).
    public let day: BusinessDate

    /// Everything: for what no person asks.
    public static func all(on day: BusinessDate) -> Cut {
      Cut(reach: .all, employee: nil, shop: nil, takesFromPool: true, day: day)
    }

    init(reach: Reach, employee: String?, shop: String?, takesFromPool: Bool, day: BusinessDate) {
      (self.reach, self.employee, self.shop, self.day) = (reach, employee, shop, day)
      self.takesFromPool = takesFromPool
    }

    init(of caller: Caller, in scope: Scope, by roles: some Sequence<Role>, on day: BusinessDate) {
      let widest = roles.map { $0.reach(in: scope) }.max() ?? .nothing
      // A shop's people without a shop have their own.
      let reach = widest == .shop && caller.shop == nil ? .own : widest
      self.init(
        reach: reach, employee: reach == .nothing ? nil : caller.subject, shop: reach == .shop ? caller.shop : nil,
        takesFromPool: roles.contains { [.netSales, .shop].contains($0) && $0.reach(in: scope) > .nothing }, day: day)
    }

    public var isAll: Bool { reach == .all }

    /// What `Belonging.condition` asks for, in that order.
    public var values: [any Bindable] { [isAll ? 2 : takesFromPool ? 1 : 0, employee, shop, day] }
  }

  public let scope: Scope
  public let seen: Cut
  /// Part of `seen`.
  public let clear: Cut

  init(of caller: Caller, in scope: Scope, by roles: Set<Role>, at now: Instant) {
    self.scope = scope
    let day = CompanyZone.day(at: now)
    seen = Cut(of: caller, in: scope, by: roles, on: day)
    clear = Cut(of: caller, in: scope, by: roles.filter { $0.seesPersonalData(in: scope) }, on: day)
  }

  /// Whether some of what is seen is masked. Where none is, a list need not ask for each of its rows.
  public var masksSome: Bool { clear != seen }

  /// What an answer says of itself: `own`, `shop` or `all`.
  public var word: String {
    switch seen.reach {
    case .nothing, .own: "own"
    case .shop: "shop"
    case .all: "all"
    }
  }

  /// Refuses what makes no sense in part. `what` is told.
  public func requireAll(_ what: Localized) throws(Problem) {
    guard !seen.isAll else { return }
    throw .forbidden(
      Localized(
        zh: "\(what.chinese)只在全公司范围内有意义；请向经理或财务索取。",
        en: "\(what.english) makes sense of the whole company only; ask a manager or finance for it."))
  }
}

/// Who was let in to a route, and by which of the roles. One object, since all that a request is handed to has it.
final class Admission: Sendable {
  let caller: Caller
  let now: Instant
  /// Of the caller's roles, those that the route is for.
  private let roles: Set<Role>
  private let scope: Scope
  private let method: String
  private let pattern: String
  /// The query parameters that the route declares; nil where it is none of a route.
  let declared: Set<String>?
  private let asked = Atomic(false)

  init(_ caller: Caller, to route: RouteDescription, declared: Set<String>? = nil, at now: Instant) {
    (self.caller, self.now, scope) = (caller, now, route.scope)
    (method, pattern, self.declared) = (route.method, route.pattern, declared)
    roles = caller.roles.intersection(route.admitting)
  }

  /// The role in which the caller acts: of several the one that sees most of the scope. Nil for the local user, who has
  /// none in particular.
  var actingRole: Role? {
    guard caller != .local else { return nil }
    return Role.allCases.filter(roles.contains).max { $0.reach(in: scope) < $1.reach(in: scope) }
  }

  /// Notes that the scope was asked for.
  func visibility(in other: Scope? = nil) -> Visibility {
    if other == nil || other == scope { asked.store(true, ordering: .relaxed) }
    return Visibility(of: caller, in: other ?? scope, by: roles, at: now)
  }

  /// Throws `ScopeLeftOut` where what is answered belongs to somebody and nobody has asked whose.
  func requireScopeAsked() throws(ScopeLeftOut) {
    guard scope == .company || asked.load(ordering: .relaxed) else { throw ScopeLeftOut(route: "\(method) \(pattern)") }
  }
}

/// A route that left out its scope: a fault of ours. Nothing of its answer goes out, nothing of its command is kept.
struct ScopeLeftOut: Error, CustomStringConvertible {
  let route: String
  var description: String { "\(route) answers without asking what its caller may see ('visibility')" }
}
