import AfterSalesDomain
import Contracts
import SQLite

/// Writes the tables of after-sales for its own events, and nothing else does.
enum Apply {
  static func apply(_ event: any DomainEvent, to database: Database) throws {
    switch event {
    case let event as CrewChanged: try Crews.apply(event, to: database)
    case let event as OutletChanged: try Outlets.apply(event, to: database)
    case let event as MaintenancePlanChanged: try MaintenancePlans.apply(event, to: database)
    case let event as WarrantyTermsChanged: try Terms.apply(event, to: database)
    case let event as ServiceTermsChanged: try Terms.apply(event, to: database)
    case let event as InstallationPlanned: try Installations.apply(event, to: database)
    case let event as InstallationBriefed:
      try Installations.change(event.installationId, in: database) { $0.apply(event) }
    case let event as BriefRead: try Installations.change(event.installationId, in: database) { $0.apply(event) }
    case let event as InstallationScheduled:
      try Installations.change(event.installationId, in: database) { $0.apply(event) }
      try Appointments.set(
        event.installationId.text, crew: event.crewId, on: event.on, slot: event.slot, to: database)
    case let event as InstallationCancelled:
      try Installations.change(event.installationId, in: database) { $0.apply(event) }
      try Appointments.clear(event.installationId.text, in: database)
    case let event as InstallationCompleted: try Installations.apply(event, to: database)
    case let event as InstallationEvaluated: try EvaluationLinks.apply(event, to: database)
    case let event as EvaluationLinkIssued:
      try EvaluationLinks.add(event.evaluationHash, of: event.installationId, until: event.expiresOn, to: database)
    case let event as ProblemClosed: try Problems.apply(event, to: database)
    case let event as ServiceRequested: try Requests.apply(event, to: database)
    case let event as ServiceAssigned: try Requests.apply(event, to: database)
    case let event as ServicePaused: try Requests.apply(event, to: database)
    case let event as ServiceResumed: try Requests.apply(event, to: database)
    case let event as ServiceResolved: try Requests.apply(event, to: database)
    case let event as ServiceCharged: try Requests.apply(event, to: database)
    case let event as ServiceConfirmed: try Requests.apply(event, to: database)
    case let event as MaintenanceDue: try Maintenance.apply(event, to: database)
    default: break
    }
  }
}
