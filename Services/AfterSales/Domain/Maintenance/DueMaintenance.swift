import Contracts
import Kernel

/// The items of an installation that one plan makes due on one day.
public struct DueMaintenance: Hashable, Sendable {
  public let installationId: ID<Installation>
  public let customerId: ID<Customer>
  /// Nil: the yearly one, where no plan is for the item.
  public let plan: ID<MaintenancePlan>?
  public let on: BusinessDate
  public fileprivate(set) var items: [ID<InstalledItem>]

  /// Nobody has looked after them since that day.
  public func reminder() -> Reminder {
    Reminder(
      subject: installationId.text, customerId: customerId, dueOn: on, ownerId: nil,
      detail: "\(items.count) × \(plan?.text ?? "yearly")")
  }

  public func raised(on day: BusinessDate, at time: Instant) -> MaintenanceDue {
    MaintenanceDue(
      installationId: installationId, customerId: customerId, dueOn: on, occurredAt: time, planCode: plan,
      items: items.sorted(), raisedOn: day)
  }
}

/// Finds what of the archive is to be looked after (E9, E13). The plans of an item's component are for it; where there
/// is none, those for all components; where there is none of these, the yearly one.
public struct MaintenanceDues: Sendable {
  /// Which due day of each item is asked for.
  public enum Question: Sendable {
    /// The newest one that has come: what is raised, once.
    case newest(upTo: BusinessDate)
    /// The first one that has come: since when it waits.
    case first(upTo: BusinessDate)
  }

  /// An item in use.
  public struct Item: Sendable {
    public let id: ID<InstalledItem>
    public let customerId: ID<Customer>
    public let installationId: ID<Installation>
    public let component: String
    public let lookedAfterOn: BusinessDate

    public init(
      id: ID<InstalledItem>, customerId: ID<Customer>, installationId: ID<Installation>, component: String,
      lookedAfterOn: BusinessDate
    ) {
      (self.id, self.customerId, self.installationId, self.component) = (id, customerId, installationId, component)
      self.lookedAfterOn = lookedAfterOn
    }
  }

  private struct Key: Hashable {
    let installation: ID<Installation>
    let plan: ID<MaintenancePlan>?
    let on: BusinessDate
  }

  private typealias Interval = (plan: ID<MaintenancePlan>?, months: Int)

  private let question: Question
  private let byComponent: [String: [Interval]]
  private let general: [Interval]
  private var found: [Key: DueMaintenance] = [:]

  public init(_ question: Question, plans: [MaintenancePlanState], policy: AfterSalesPolicy) {
    self.question = question
    let active = plans.filter(\.active)
    byComponent = Dictionary(grouping: active.filter { $0.component != nil }, by: { $0.component ?? "" })
      .mapValues { $0.map { ($0.code, $0.months) } }
    let forAll: [Interval] = active.filter { $0.component == nil }.map { ($0.code, $0.months) }
    general = forAll.isEmpty ? [(nil, policy.maintenanceMonths)] : forAll
  }

  /// Looks at an item.
  public mutating func add(_ item: Item) {
    for (plan, months) in byComponent[item.component] ?? general {
      guard let day = due(since: item.lookedAfterOn, every: months) else { continue }
      found[
        Key(installation: item.installationId, plan: plan, on: day),
        default: DueMaintenance(
          installationId: item.installationId, customerId: item.customerId, plan: plan, on: day, items: [])
      ].items.append(item.id)
    }
  }

  /// What was found, the oldest first.
  public var dues: [DueMaintenance] {
    found.values.sorted {
      ($0.on, $0.installationId, $0.plan?.text ?? "") < ($1.on, $1.installationId, $1.plan?.text ?? "")
    }
  }

  private func due(since base: BusinessDate, every months: Int) -> BusinessDate? {
    switch question {
    case .newest(let day): return MaintenanceSchedule.newest(since: base, every: months, upTo: day)
    case .first(let day):
      let first = MaintenanceSchedule.first(since: base, every: months)
      return first <= day ? first : nil
    }
  }
}
