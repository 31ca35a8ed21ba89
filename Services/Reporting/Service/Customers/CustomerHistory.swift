import Contracts
import JSON
import Kernel
import ReportingDomain
import SQLite
import ServiceRuntime

/// What was done for a customer, folded from the customer's events: deliveries, measurements, installations with their
/// evaluations, requests for service, receipts and reminders.
struct CustomerHistory {
  private(set) var deliveries: [CustomerCard.Delivery] = []
  private(set) var measurements: [CustomerCard.Measurement] = []
  private(set) var installations: [CustomerCard.InstallationLine] = []
  private(set) var requests: [CustomerCard.Request] = []
  private(set) var receipts: [CustomerCard.ReceiptLine] = []
  private(set) var reminders: [CustomerCard.Reminder] = []

  /// Of the events that the caller sees.
  init(of id: ID<Customer>, for query: QueryRequest, in database: Database) throws {
    let seen = SeenEvents(query, first: 2)
    let events = try database.all(
      """
      SELECT type, subject, detail FROM customer_events WHERE customer_id = ?1\(seen.condition)
      ORDER BY source, stream, number
      """, [id] + seen.values
    ) { ($0.text(0), $0.text(1), $0.text(2)) }
    for (type, subject, text) in events {
      apply(type, subject, try CompactJSON.decoded(TimelineDetail.self, from: Array(text.utf8)))
    }
  }

  private mutating func apply(_ type: String, _ subject: String, _ detail: TimelineDetail) {
    switch type {
    case DeliveryNoted.type:
      deliveries.append(
        CustomerCard.Delivery(
          deliveryId: subject, number: detail.number, orderId: detail.orderId, deliveredOn: detail.day,
          amount: detail.amount))
    case DeliveryCancelled.type:
      for index in deliveries.indices where deliveries[index].deliveryId == subject {
        deliveries[index].cancelledOn = detail.day
      }
    case SiteMeasured.type:
      measurements.append(
        CustomerCard.Measurement(
          measurementId: subject, orderId: detail.orderId, designerId: detail.salesperson, measuredOn: detail.day,
          changed: detail.count ?? 0))
    case ReceiptPosted.type:
      receipts.append(
        CustomerCard.ReceiptLine(
          receiptId: subject, number: detail.number, method: detail.method, receivedOn: detail.day,
          amount: detail.amount))
    case ReceiptReversed.type:
      for index in receipts.indices where receipts[index].receiptId == subject {
        receipts[index].reversedOn = detail.day
      }
    case ReminderRaised.type:
      reminders.append(
        CustomerCard.Reminder(rule: detail.label, dueOn: detail.until, raisedOn: detail.day, ownerId: detail.to))
    case MaintenanceDue.type:
      reminders.append(CustomerCard.Reminder(rule: "maintenance", dueOn: detail.until))
    default:
      if !install(type, subject, detail) { serve(type, subject, detail) }
    }
  }

  private mutating func install(_ type: String, _ subject: String, _ detail: TimelineDetail) -> Bool {
    if type == InstallationPlanned.type {
      installations.append(
        CustomerCard.InstallationLine(installationId: subject, orderId: detail.orderId, state: "planned"))
      return true
    }
    guard let index = installations.firstIndex(where: { $0.installationId == subject }) else { return false }
    switch type {
    case InstallationScheduled.type:
      installations[index].state = "scheduled"
      installations[index].scheduledOn = detail.until
      installations[index].crewId = detail.to
    case InstallationCancelled.type: installations[index].state = "cancelled"
    case InstallationCompleted.type:
      installations[index].state = "completed"
      installations[index].completedOn = detail.day
      installations[index].crewId = detail.to ?? installations[index].crewId
      installations[index].problems = detail.count
    case InstallationEvaluated.type:
      installations[index].evaluatedOn = detail.day
      installations[index].score = detail.count.map { Percent(hundredths: $0) }
      installations[index].comments = detail.text
    default: return false
    }
    return true
  }

  private mutating func serve(_ type: String, _ subject: String, _ detail: TimelineDetail) {
    if type == ServiceRequested.type {
      requests.append(
        CustomerCard.Request(
          requestId: subject, number: detail.number, kind: detail.label, state: "requested", requestedOn: detail.day,
          description: detail.text))
      return
    }
    guard let index = requests.firstIndex(where: { $0.requestId == subject }) else { return }
    switch type {
    case ServiceAssigned.type: requests[index].state = "assigned"
    case ServicePaused.type: requests[index].state = "paused"
    case ServiceResumed.type: requests[index].state = "assigned"
    case ServiceResolved.type:
      requests[index].state = "resolved"
      requests[index].resolvedOn = detail.day
      requests[index].chargeable = detail.amount
      requests[index].decision = detail.label
    case ServiceConfirmed.type:
      requests[index].state = "confirmed"
      requests[index].confirmedOn = detail.day
    default: break
    }
  }
}
