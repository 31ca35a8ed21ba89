import Contracts
import Kernel

/// An activity as the API shows it.
struct ActivityView: Codable, Sendable {
  var id: ID<Activity>
  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var employeeId: ID<Employee>
  var channel: String
  var at: Instant
  var summary: String
  var nextContactOn: String?
}

extension ActivityView {
  init(_ event: ActivityLogged) {
    self.init(
      id: event.activityId, customerId: event.customerId, leadId: event.leadId, employeeId: event.employeeId,
      channel: event.channel.rawValue, at: event.at, summary: event.summary,
      nextContactOn: event.nextContactOn?.description)
  }
}
