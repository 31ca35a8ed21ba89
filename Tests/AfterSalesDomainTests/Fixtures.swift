@testable import AfterSalesDomain
import Contracts
import Kernel

func day(_ text: String) -> BusinessDate { BusinessDate(text) ?? BusinessDate(daysSince1970: 0) }

/// A time of November 2026 in Shanghai: `23T10:00`. The 23rd is a Monday.
func at(_ text: String) -> Instant { Instant("2026-11-\(text):00+08:00") ?? Instant(milliseconds: 0) }

let now = at("23T10:00")

/// Ids that count up.
func ids<Subject>(_ prefix: String) -> () -> ID<Subject> {
  var count = 0
  return {
    count += 1
    return ID("\(prefix)-\(count)")
  }
}

func money(_ fen: Int64, _ currency: Currency = .cny) -> Money { (try? Money(fen, currency)) ?? .zero() }

extension InstallationState {
  /// The job `i-1` of customer `c-1`, delivered on 22 November.
  static func planned(lines: [String] = [], measured: Brief? = nil) -> InstallationState {
    InstallationState(
      InstallationPlanned(
        installationId: "i-1", customerId: "c-1", orderId: "o-1", deliveryId: "d-1", deliveredOn: day("2026-11-22"),
        lines: lines, brief: measured?.lines ?? [], occurredAt: now, measurementId: measured?.measurementId))
  }

  static func at(_ stage: InstallationStage) -> InstallationState {
    var job = planned()
    switch stage {
    case .planned: break
    case .scheduled:
      job.apply(
        InstallationScheduled(
          installationId: "i-1", customerId: "c-1", on: day("2026-11-24"), slot: "morning", crewId: "K-1",
          occurredAt: now))
    case .completed: job.apply(completed())
    case .cancelled:
      job.apply(
        InstallationCancelled(
          installationId: "i-1", customerId: "c-1", orderId: "o-1", deliveryId: "d-1", reason: "",
          cancelledOn: day("2026-11-23"), occurredAt: now))
    }
    return job
  }

  static func completed(
    on completedOn: String = "2026-11-23", items: [InstallationCompleted.Item] = [],
    problems: [InstallationCompleted.Problem] = []
  ) -> InstallationCompleted {
    InstallationCompleted(
      installationId: "i-1", customerId: "c-1", orderId: "o-1", crewId: "K-1", scheduledOn: nil,
      completedOn: day(completedOn), items: items, problems: problems, evaluationHash: "hash",
      evaluationExpiresOn: day("2026-12-23"), occurredAt: now)
  }
}

extension InstalledItemState {
  static func of(
    _ id: ID<InstalledItem>, component: String = "panel", customer: ID<Customer> = "c-1",
    installation: ID<Installation> = "i-1", until: String = "2031-11-23"
  ) -> InstalledItemState {
    var event = InstallationState.completed()
    (event.customerId, event.installationId) = (customer, installation)
    return InstalledItemState(
      InstallationCompleted.Item(
        itemId: id, sku: "P-1", name: "柜体", component: component, serial: "S-1", room: "主卧",
        warrantyUntil: day(until)), of: event)
  }
}

extension RequestState {
  /// The request `r-1` of customer `c-1`, made on Monday at ten.
  static func open(
    _ kind: ServiceKind = .repair, severity: String? = nil, item: ID<InstalledItem>? = nil,
    installation: ID<Installation>? = nil, until: String? = nil, target: Int? = 240, at time: Instant = now
  ) -> RequestState {
    RequestState(
      ServiceRequested(
        requestId: "r-1", number: "SR-2026-000001", customerId: "c-1", kind: kind, description: "抽屉卡住",
        installedItemId: item, severity: severity, underWarranty: nil, requestedOn: CompanyZone.day(at: time),
        occurredAt: time, installationId: installation, warrantyUntil: until.map(day), targetWorkMinutes: target))
  }
}

/// The fields that a refusal names, with their rules.
func fields(_ error: (any Error)?) -> [InvalidField] {
  switch error {
  case let error as InvalidFields: error.fields
  case .some(InstallationError.fields(let fields)): fields.fields
  case .some(RequestError.fields(let fields)): fields.fields
  case .some(ProblemError.fields(let fields)): fields.fields
  default: []
  }
}
