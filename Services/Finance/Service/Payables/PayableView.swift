import Contracts
import FinanceDomain
import Kernel

/// A bill as the API shows it, at a day.
struct PayableView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case open
    case partPaid = "part-paid"
    case paid, cancelled

    init(_ progress: PaymentProgress) {
      self =
        switch progress {
        case .open: .open
        case .partPaid: .partPaid
        case .paid: .paid
        case .cancelled: .cancelled
        }
    }
  }

  var id: ID<Payable>
  var number: String
  var supplierCode: ID<Supplier>
  var category: String
  var amount: Money
  var open: Money
  var state: State
  var billedOn: BusinessDate
  var dueOn: BusinessDate
  var reference: String?
}
