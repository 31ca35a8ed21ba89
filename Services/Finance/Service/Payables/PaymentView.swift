import Contracts
import FinanceDomain
import Kernel

/// A payment as the API shows it.
struct PaymentView: Codable, Sendable {
  struct Allocation: Codable, Sendable {
    var allocationId: String
    var payableId: ID<Payable>
    var amount: Money
    var on: BusinessDate
  }

  var id: ID<Payment>
  var number: String
  var supplierCode: ID<Supplier>
  var amount: Money
  var method: PaymentMethod
  var paidOn: BusinessDate
  var externalId: String?
  /// What stands of its allocations.
  var allocations: [Allocation]
  /// Credit with the supplier.
  var unallocated: Money
  var reversedOn: BusinessDate?
  var reason: String?
}

extension PaymentView {
  init(_ payment: PaymentState, allocations: [StandingPayment], unallocated: Money) {
    self.init(
      id: payment.id, number: payment.number, supplierCode: payment.draft.supplier, amount: payment.draft.amount,
      method: payment.draft.method, paidOn: payment.draft.paidOn, externalId: payment.draft.externalID,
      allocations: allocations.map {
        Allocation(allocationId: $0.id.text, payableId: $0.payable, amount: $0.amount, on: $0.on)
      }, unallocated: unallocated, reversedOn: payment.reversedOn, reason: payment.reason)
  }
}
