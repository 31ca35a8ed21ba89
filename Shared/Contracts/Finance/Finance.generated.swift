// swift-format-ignore-file
// Written by `.ci/generate-contracts` from the structs of this folder; not to be edited.

import Kernel

extension Catalog {
  static let financeEvents: [any DomainEvent.Type] = [
    AllocationReversed.self, AllocationOrderSet.self, CommissionAccrued.self, CommissionAdjusted.self,
    CommissionPaid.self, CommissionPlanChanged.self, CreditAllocated.self, CreditHeld.self, CreditLimitExceeded.self,
    CreditReleased.self, CreditLimitSet.self, CreditNotePosted.self, DunningLevelsSet.self, ExpensePaid.self,
    ExpenseRecorded.self, ExpenseReversed.self, PayableCancelled.self, PayableOpened.self, PaymentAllocated.self,
    PaymentPosted.self, PaymentReversed.self, PaymentAllocationReversed.self, PeriodClosed.self, PeriodReopened.self,
    ReceiptPosted.self, ReceiptReversed.self, ReceivableAmended.self, ReceivableCancelled.self, ReceivableDue.self,
    ReceivableOpened.self, ReceivableOverdue.self, RecurringExpenseChanged.self, RefundPosted.self,
    RevenueRecognised.self, RevenueReversed.self, SupplierChanged.self
  ]
}

extension AllocationOrderSet { public init(
  order: AllocationOrder, occurredAt: Instant, _: Void = ()
) { self.init(
  order: order, occurredAt: occurredAt
) } }
extension AllocationReversed { public init(
  allocationId: ID<Allocation>, customerId: ID<Customer>, creditId: String, receivableId: ID<Receivable>,
  orderId: ID<Order>?, amount: Money, on: BusinessDate, salespersonId: ID<Employee>?, shop: ID<Shop>?,
  entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  allocationId: allocationId, customerId: customerId, creditId: creditId, receivableId: receivableId, orderId: orderId,
  amount: amount, on: on, salespersonId: salespersonId, shop: shop, entry: entry, occurredAt: occurredAt
) } }
extension CommissionAccrued { public init(
  commissionId: ID<Commission>, customerId: ID<Customer>, orderId: ID<Order>, salespersonId: ID<Employee>,
  planCode: ID<CommissionPlan>, planVersion: Int, trigger: CommissionTrigger, ratePercent: Percent, causeId: String,
  receivableId: ID<Receivable>?, gross: Money, base: Money, amount: Money, on: BusinessDate, entry: LedgerEntry,
  awaits: Awaited? = nil, occurredAt: Instant, _: Void = ()
) { self.init(
  commissionId: commissionId, customerId: customerId, orderId: orderId, salespersonId: salespersonId,
  planCode: planCode, planVersion: planVersion, trigger: trigger, ratePercent: ratePercent, causeId: causeId,
  receivableId: receivableId, gross: gross, base: base, amount: amount, on: on, entry: entry, awaits: awaits,
  occurredAt: occurredAt
) } }
extension CommissionAccrued.Awaited { public init(
  role: Bool, sku: String?, category: String?, on: BusinessDate, _: Void = ()
) { self.init(
  role: role, sku: sku, category: category, on: on
) } }
extension CommissionAdjusted { public init(
  commissionId: ID<Commission>, customerId: ID<Customer>, orderId: ID<Order>, salespersonId: ID<Employee>,
  planCode: ID<CommissionPlan>, planVersion: Int, trigger: CommissionTrigger, ratePercent: Percent, causeId: String,
  gross: Money, base: Money, amount: Money, on: BusinessDate, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  commissionId: commissionId, customerId: customerId, orderId: orderId, salespersonId: salespersonId,
  planCode: planCode, planVersion: planVersion, trigger: trigger, ratePercent: ratePercent, causeId: causeId,
  gross: gross, base: base, amount: amount, on: on, entry: entry, occurredAt: occurredAt
) } }
extension CommissionPaid { public init(
  payoutId: ID<Payment>, number: String, salespersonId: ID<Employee>, amount: Money, method: PaymentMethod,
  paidOn: BusinessDate, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  payoutId: payoutId, number: number, salespersonId: salespersonId, amount: amount, method: method, paidOn: paidOn,
  entry: entry, occurredAt: occurredAt
) } }
extension CommissionPlanChanged { public init(
  code: ID<CommissionPlan>, version: Int, salespersonId: ID<Employee>?, role: String?, category: String?,
  trigger: CommissionTrigger, ratePercent: Percent, validFrom: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  code: code, version: version, salespersonId: salespersonId, role: role, category: category, trigger: trigger,
  ratePercent: ratePercent, validFrom: validFrom, occurredAt: occurredAt
) } }
extension CreditAllocated { public init(
  allocationId: ID<Allocation>, customerId: ID<Customer>, creditId: String, receivableId: ID<Receivable>,
  orderId: ID<Order>?, amount: Money, on: BusinessDate, salespersonId: ID<Employee>?, shop: ID<Shop>?,
  entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  allocationId: allocationId, customerId: customerId, creditId: creditId, receivableId: receivableId, orderId: orderId,
  amount: amount, on: on, salespersonId: salespersonId, shop: shop, entry: entry, occurredAt: occurredAt
) } }
extension CreditHeld { public init(
  customerId: ID<Customer>, reasons: [String], on: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  customerId: customerId, reasons: reasons, on: on, occurredAt: occurredAt
) } }
extension CreditLimitExceeded { public init(
  customerId: ID<Customer>, reasons: [String], owed: Money, overdue: Money, oldestDays: Int, on: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  customerId: customerId, reasons: reasons, owed: owed, overdue: overdue, oldestDays: oldestDays, on: on,
  occurredAt: occurredAt
) } }
extension CreditLimitSet { public init(
  customerId: ID<Customer>, limit: Money?, overdueLimit: Money?, overdueDays: Int?, occurredAt: Instant, _: Void = ()
) { self.init(
  customerId: customerId, limit: limit, overdueLimit: overdueLimit, overdueDays: overdueDays, occurredAt: occurredAt
) } }
extension CreditNotePosted { public init(
  creditNoteId: ID<CreditNote>, number: String, customerId: ID<Customer>, receivableId: ID<Receivable>,
  orderId: ID<Order>?, amount: Money, surplus: Money, creditedOn: BusinessDate, reason: String, entry: LedgerEntry,
  occurredAt: Instant, _: Void = ()
) { self.init(
  creditNoteId: creditNoteId, number: number, customerId: customerId, receivableId: receivableId, orderId: orderId,
  amount: amount, surplus: surplus, creditedOn: creditedOn, reason: reason, entry: entry, occurredAt: occurredAt
) } }
extension CreditReleased { public init(
  customerId: ID<Customer>, releasedBy: ID<Employee>?, reason: String?, until: BusinessDate?, on: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  customerId: customerId, releasedBy: releasedBy, reason: reason, until: until, on: on, occurredAt: occurredAt
) } }
extension DunningLevelsSet { public init(
  days: [Int], occurredAt: Instant, _: Void = ()
) { self.init(
  days: days, occurredAt: occurredAt
) } }
extension ExpensePaid { public init(
  expenseId: ID<Expense>, number: String, category: String, item: String, amount: Money, paidOn: BusinessDate,
  method: PaymentMethod, salespersonId: ID<Employee>?, shop: ID<Shop>?, campaignId: ID<Campaign>?,
  customerId: ID<Customer>?, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  expenseId: expenseId, number: number, category: category, item: item, amount: amount, paidOn: paidOn, method: method,
  salespersonId: salespersonId, shop: shop, campaignId: campaignId, customerId: customerId, entry: entry,
  occurredAt: occurredAt
) } }
extension ExpenseRecorded { public init(
  expenseId: ID<Expense>, number: String, category: String, item: String, amount: Money, spentOn: BusinessDate,
  method: PaymentMethod?, salespersonId: ID<Employee>?, shop: ID<Shop>?, campaignId: ID<Campaign>?,
  customerId: ID<Customer>?, employeeId: ID<Employee>? = nil, recurringExpenseId: ID<RecurringExpense>? = nil,
  dueOn: BusinessDate? = nil, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  expenseId: expenseId, number: number, category: category, item: item, amount: amount, spentOn: spentOn,
  method: method, salespersonId: salespersonId, shop: shop, campaignId: campaignId, customerId: customerId,
  employeeId: employeeId, recurringExpenseId: recurringExpenseId, dueOn: dueOn, entry: entry, occurredAt: occurredAt
) } }
extension ExpenseReversed { public init(
  expenseId: ID<Expense>, number: String, category: String, item: String, amount: Money, on: BusinessDate,
  method: PaymentMethod?, salespersonId: ID<Employee>?, shop: ID<Shop>?, campaignId: ID<Campaign>?,
  customerId: ID<Customer>?, reason: String, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  expenseId: expenseId, number: number, category: category, item: item, amount: amount, on: on, method: method,
  salespersonId: salespersonId, shop: shop, campaignId: campaignId, customerId: customerId, reason: reason,
  entry: entry, occurredAt: occurredAt
) } }
extension LedgerEntry { public init(
  on: BusinessDate, lines: [LedgerLine], refersTo: BusinessDate? = nil, _: Void = ()
) { self.init(
  on: on, lines: lines, refersTo: refersTo
) } }
extension LedgerLine { public init(
  account: String, debit: Money, credit: Money, _: Void = ()
) { self.init(
  account: account, debit: debit, credit: credit
) } }
extension PayableCancelled { public init(
  payableId: ID<Payable>, number: String, supplierCode: ID<Supplier>, category: String, amount: Money, on: BusinessDate,
  reason: String, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  payableId: payableId, number: number, supplierCode: supplierCode, category: category, amount: amount, on: on,
  reason: reason, entry: entry, occurredAt: occurredAt
) } }
extension PayableOpened { public init(
  payableId: ID<Payable>, number: String, supplierCode: ID<Supplier>, category: String, amount: Money,
  billedOn: BusinessDate, dueOn: BusinessDate, reference: String?, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  payableId: payableId, number: number, supplierCode: supplierCode, category: category, amount: amount,
  billedOn: billedOn, dueOn: dueOn, reference: reference, entry: entry, occurredAt: occurredAt
) } }
extension PaymentAllocated { public init(
  allocationId: ID<Allocation>, supplierCode: ID<Supplier>, paymentId: ID<Payment>, payableId: ID<Payable>,
  amount: Money, on: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  allocationId: allocationId, supplierCode: supplierCode, paymentId: paymentId, payableId: payableId, amount: amount,
  on: on, occurredAt: occurredAt
) } }
extension PaymentAllocationReversed { public init(
  allocationId: ID<Allocation>, supplierCode: ID<Supplier>, paymentId: ID<Payment>, payableId: ID<Payable>,
  amount: Money, on: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  allocationId: allocationId, supplierCode: supplierCode, paymentId: paymentId, payableId: payableId, amount: amount,
  on: on, occurredAt: occurredAt
) } }
extension PaymentPosted { public init(
  paymentId: ID<Payment>, number: String, supplierCode: ID<Supplier>, amount: Money, method: PaymentMethod,
  paidOn: BusinessDate, externalId: String?, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  paymentId: paymentId, number: number, supplierCode: supplierCode, amount: amount, method: method, paidOn: paidOn,
  externalId: externalId, entry: entry, occurredAt: occurredAt
) } }
extension PaymentReversed { public init(
  paymentId: ID<Payment>, number: String, supplierCode: ID<Supplier>, amount: Money, method: PaymentMethod,
  on: BusinessDate, reason: String, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  paymentId: paymentId, number: number, supplierCode: supplierCode, amount: amount, method: method, on: on,
  reason: reason, entry: entry, occurredAt: occurredAt
) } }
extension PeriodClosed { public init(
  month: String, on: BusinessDate, closedBy: ID<Employee>, occurredAt: Instant, _: Void = ()
) { self.init(
  month: month, on: on, closedBy: closedBy, occurredAt: occurredAt
) } }
extension PeriodReopened { public init(
  month: String, on: BusinessDate, reopenedBy: ID<Employee>, reason: String, occurredAt: Instant, _: Void = ()
) { self.init(
  month: month, on: on, reopenedBy: reopenedBy, reason: reason, occurredAt: occurredAt
) } }
extension ReceiptPosted { public init(
  receiptId: ID<Receipt>, number: String, customerId: ID<Customer>, amount: Money, method: PaymentMethod,
  receivedOn: BusinessDate, salespersonId: ID<Employee>?, orderId: ID<Order>?, externalId: String?, entry: LedgerEntry,
  occurredAt: Instant, _: Void = ()
) { self.init(
  receiptId: receiptId, number: number, customerId: customerId, amount: amount, method: method, receivedOn: receivedOn,
  salespersonId: salespersonId, orderId: orderId, externalId: externalId, entry: entry, occurredAt: occurredAt
) } }
extension ReceiptReversed { public init(
  receiptId: ID<Receipt>, number: String, customerId: ID<Customer>, amount: Money, method: PaymentMethod,
  on: BusinessDate, reason: String, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  receiptId: receiptId, number: number, customerId: customerId, amount: amount, method: method, on: on, reason: reason,
  entry: entry, occurredAt: occurredAt
) } }
extension ReceivableAmended { public init(
  receivableId: ID<Receivable>, customerId: ID<Customer>, orderId: ID<Order>?, label: String, previousAmount: Money,
  amount: Money, dueOn: BusinessDate, on: BusinessDate, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  receivableId: receivableId, customerId: customerId, orderId: orderId, label: label, previousAmount: previousAmount,
  amount: amount, dueOn: dueOn, on: on, entry: entry, occurredAt: occurredAt
) } }
extension ReceivableCancelled { public init(
  receivableId: ID<Receivable>, customerId: ID<Customer>, orderId: ID<Order>?, amount: Money, on: BusinessDate,
  entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  receivableId: receivableId, customerId: customerId, orderId: orderId, amount: amount, on: on, entry: entry,
  occurredAt: occurredAt
) } }
extension ReceivableDue { public init(
  receivableId: ID<Receivable>, customerId: ID<Customer>, orderId: ID<Order>?, label: String, open: Money,
  dueOn: BusinessDate, salespersonId: ID<Employee>?, shop: ID<Shop>?, raisedOn: BusinessDate, occurredAt: Instant,
  _: Void = ()
) { self.init(
  receivableId: receivableId, customerId: customerId, orderId: orderId, label: label, open: open, dueOn: dueOn,
  salespersonId: salespersonId, shop: shop, raisedOn: raisedOn, occurredAt: occurredAt
) } }
extension ReceivableOpened { public init(
  receivableId: ID<Receivable>, customerId: ID<Customer>, kind: Kind, orderId: ID<Order>?,
  instalmentId: ID<Instalment>?, requestId: ID<ServiceRequest>?, label: String, amount: Money, on: BusinessDate,
  dueOn: BusinessDate, salespersonId: ID<Employee>?, shop: ID<Shop>?, entry: LedgerEntry, occurredAt: Instant,
  _: Void = ()
) { self.init(
  receivableId: receivableId, customerId: customerId, kind: kind, orderId: orderId, instalmentId: instalmentId,
  requestId: requestId, label: label, amount: amount, on: on, dueOn: dueOn, salespersonId: salespersonId, shop: shop,
  entry: entry, occurredAt: occurredAt
) } }
extension ReceivableOverdue { public init(
  receivableId: ID<Receivable>, customerId: ID<Customer>, orderId: ID<Order>?, label: String, open: Money,
  dueOn: BusinessDate, level: Int, days: Int, salespersonId: ID<Employee>?, shop: ID<Shop>?, raisedOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  receivableId: receivableId, customerId: customerId, orderId: orderId, label: label, open: open, dueOn: dueOn,
  level: level, days: days, salespersonId: salespersonId, shop: shop, raisedOn: raisedOn, occurredAt: occurredAt
) } }
extension RecurringExpenseChanged { public init(
  recurringExpenseId: ID<RecurringExpense>, category: String, item: String, amount: Money, startsOn: BusinessDate,
  endsOn: BusinessDate?, method: PaymentMethod?, salespersonId: ID<Employee>?, shop: ID<Shop>?,
  campaignId: ID<Campaign>?, employeeId: ID<Employee>?, occurredAt: Instant, _: Void = ()
) { self.init(
  recurringExpenseId: recurringExpenseId, category: category, item: item, amount: amount, startsOn: startsOn,
  endsOn: endsOn, method: method, salespersonId: salespersonId, shop: shop, campaignId: campaignId,
  employeeId: employeeId, occurredAt: occurredAt
) } }
extension RefundPosted { public init(
  refundId: ID<Refund>, number: String, customerId: ID<Customer>, amount: Money, method: PaymentMethod,
  refundedOn: BusinessDate, reason: String, parts: [Part], entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  refundId: refundId, number: number, customerId: customerId, amount: amount, method: method, refundedOn: refundedOn,
  reason: reason, parts: parts, entry: entry, occurredAt: occurredAt
) } }
extension RefundPosted.Part { public init(
  creditId: String, amount: Money, _: Void = ()
) { self.init(
  creditId: creditId, amount: amount
) } }
extension RevenueRecognised { public init(
  deliveryId: ID<DeliveryNote>, orderId: ID<Order>, customerId: ID<Customer>, amount: Money, tax: Money,
  on: BusinessDate, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  deliveryId: deliveryId, orderId: orderId, customerId: customerId, amount: amount, tax: tax, on: on, entry: entry,
  occurredAt: occurredAt
) } }
extension RevenueReversed { public init(
  deliveryId: ID<DeliveryNote>, orderId: ID<Order>, customerId: ID<Customer>, amount: Money, tax: Money,
  on: BusinessDate, entry: LedgerEntry, occurredAt: Instant, _: Void = ()
) { self.init(
  deliveryId: deliveryId, orderId: orderId, customerId: customerId, amount: amount, tax: tax, on: on, entry: entry,
  occurredAt: occurredAt
) } }
extension SupplierChanged { public init(
  code: ID<Supplier>, name: String, active: Bool, _: Void = ()
) { self.init(
  code: code, name: name, active: active
) } }
