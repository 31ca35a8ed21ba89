import Contracts
import Kernel

/// A touch as the API shows it.
struct TouchView: Codable, Sendable {
  var id: ID<Touch>
  var customerId: ID<Customer>
  var employeeId: ID<Employee>
  var channel: String
  var at: Instant
  /// The person was registered by this touch.
  var isNew: Bool
  /// The person came to us.
  var inbound: Bool
  var notes: String?
}

extension TouchView {
  init(_ event: TouchRecorded) {
    self.init(
      id: event.touchId, customerId: event.customerId, employeeId: event.employeeId, channel: event.channel,
      at: event.at, isNew: event.isNew, inbound: event.inbound, notes: event.notes)
  }
}
