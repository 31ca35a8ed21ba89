import Contracts
import Kernel

/// A job in a crew's calendar (B13).
struct AppointmentView: Codable, Sendable {
  enum Kind: String, Codable, CaseIterable, Sendable { case installation, request }

  var kind: Kind
  /// The id of the installation or the request.
  var job: String
  var customerId: ID<Customer>
  var customerName: String?
  var crewId: ID<Crew>
  var on: BusinessDate
  var slot: String
}
