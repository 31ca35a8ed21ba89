import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence

/// What customers write of their contact data on an evaluation, by their link or on paper (E6): a proposal, and nothing
/// of it is taken by itself, since whoever has the link may write anything.
enum ProposeContact {
  static func propose(_ event: InstallationEvaluated, _ unit: borrowing UnitOfWork) throws {
    guard event.contact != nil else { return }
    guard let customer = try CustomerStore.customer(event.customerId, in: unit.database) else {
      throw WaitsFor(Source.leads.rawValue, event.customerId.text)
    }
    if let proposal = customer.proposal(of: event, as: unit.newID()) { try unit.record(proposal) }
  }
}
