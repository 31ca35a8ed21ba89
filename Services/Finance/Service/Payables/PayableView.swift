import Contracts
import FinanceDomain
import Kernel

/// A bill as the API shows it, at a day.
struct PayableView: Codable, Sendable {
  var id: ID<Payable>
  var number: String
  var supplierCode: ID<Supplier>
  var category: String
  var amount: Money
  var open: Money
  var state: PaymentProgress
  var billedOn: BusinessDate
  var dueOn: BusinessDate
  var reference: String?
}
