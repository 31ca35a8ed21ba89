import Contracts
import Kernel
import ReportingDomain
import ServiceRuntime

extension TimelineLine {
  static let ofFinance: [TimelineLine] =
    [
      line(ReceivableOpened.self, of: \.customerId, "应收款", "Receivable") {
        .init(day: $0.on, amount: $0.amount, label: $0.label, order: $0.orderId, until: $0.dueOn)
      },
      line(ReceivableAmended.self, of: \.customerId, "应收款变更", "Receivable amended") {
        .init(day: $0.on, amount: $0.amount, label: $0.label, order: $0.orderId, until: $0.dueOn)
      },
      line(ReceivableCancelled.self, of: \.customerId, "应收款取消", "Receivable cancelled") {
        .init(day: $0.on, amount: $0.amount, order: $0.orderId)
      },
      line(ReceivableReinstated.self, of: \.customerId, "应收款恢复", "Receivable reinstated") {
        .init(day: $0.on, amount: $0.amount, order: $0.orderId)
      },
      line(ReceiptPosted.self, of: \.customerId, "收款", "Receipt") {
        .init(
          day: $0.receivedOn, number: $0.number, amount: $0.amount, salesperson: $0.salespersonId, method: $0.method,
          order: $0.orderId)
      },
      line(ReceiptReversed.self, of: \.customerId, "收款冲回", "Receipt reversed") {
        .init(day: $0.on, number: $0.number, amount: $0.amount, method: $0.method, text: $0.reason)
      },
      line(CreditAllocated.self, of: \.customerId, "核销", "Allocated") {
        .init(day: $0.on, amount: $0.amount, to: $0.receivableId.text, order: $0.orderId)
      },
      line(AllocationReversed.self, of: \.customerId, "撤销核销", "Allocation undone") {
        .init(day: $0.on, amount: $0.amount, to: $0.receivableId.text, order: $0.orderId)
      },
      line(RefundPosted.self, of: \.customerId, "退款", "Refund") {
        .init(day: $0.refundedOn, number: $0.number, amount: $0.amount, method: $0.method, text: $0.reason)
      },
      line(CreditNotePosted.self, of: \.customerId, "贷项通知", "Credit note") {
        .init(
          day: $0.creditedOn, number: $0.number, amount: $0.amount, to: $0.receivableId.text, order: $0.orderId,
          text: $0.reason)
      },
      line(RevenueRecognised.self, of: \.customerId, "确认收入", "Revenue recognised") {
        .init(day: $0.on, amount: $0.amount, order: $0.orderId)
      },
      line(RevenueReversed.self, of: \.customerId, "冲回收入", "Revenue reversed") {
        .init(day: $0.on, amount: $0.amount, order: $0.orderId)
      },
      line(CreditLimitSet.self, of: \.customerId, "信用额度设定", "Credit limit set") {
        .init(amount: $0.limit, count: $0.overdueDays)
      },
      line(CreditHeld.self, of: \.customerId, "信用冻结", "Credit hold") {
        .init(day: $0.on, label: $0.reasons.joined(separator: ", "))
      },
      line(CreditReleased.self, of: \.customerId, "信用解冻", "Credit hold released") {
        .init(day: $0.on, salesperson: $0.releasedBy, until: $0.until, text: $0.reason)
      },
    ].of(.money)
    + [
      line(ExpenseRecorded.self, of: \.customerId, "费用", "Expense") {
        .init(
          day: $0.spentOn, number: $0.number, amount: $0.amount, salesperson: $0.salespersonId, shop: $0.shop,
          method: $0.method, label: "\($0.category) / \($0.item)")
      },
      line(ExpensePaid.self, of: \.customerId, "费用付款", "Expense paid") {
        .init(
          day: $0.paidOn, number: $0.number, amount: $0.amount, salesperson: $0.salespersonId, shop: $0.shop,
          method: $0.method, label: "\($0.category) / \($0.item)")
      },
      line(ExpenseReversed.self, of: \.customerId, "费用冲回", "Expense reversed") {
        .init(
          day: $0.on, number: $0.number, amount: $0.amount, salesperson: $0.salespersonId, shop: $0.shop,
          method: $0.method, label: "\($0.category) / \($0.item)", text: $0.reason)
      },
      line(CommissionAccrued.self, of: \.customerId, "提成", "Commission") {
        .init(
          day: $0.on, amount: $0.amount, salesperson: $0.salespersonId, label: "\($0.ratePercent) %", order: $0.orderId)
      },
      line(CommissionAdjusted.self, of: \.customerId, "提成扣回", "Commission taken back") {
        .init(
          day: $0.on, amount: $0.amount, salesperson: $0.salespersonId, label: "\($0.ratePercent) %", order: $0.orderId)
      },
      line(CommissionPaid.self, of: nobody, "提成发放", "Commission paid") {
        .init(day: $0.paidOn, number: $0.number, amount: $0.amount, salesperson: $0.salespersonId, method: $0.method)
      },
    ].of(.earnings)
    + [
      line(PaymentPosted.self, of: nobody, "付款", "Payment") {
        .init(day: $0.paidOn, number: $0.number, amount: $0.amount, method: $0.method, label: $0.supplierCode.text)
      },
      line(PaymentReversed.self, of: nobody, "付款冲回", "Payment reversed") {
        .init(
          day: $0.on, number: $0.number, amount: $0.amount, method: $0.method, label: $0.supplierCode.text,
          text: $0.reason)
      },
    ].of(.money)
    + nothing(
      ReceivableDue.self, ReceivableOverdue.self, CreditLimitExceeded.self, DunningLevelsSet.self, SupplierChanged.self,
      PayableOpened.self, PayableCancelled.self, PaymentAllocated.self, PaymentAllocationReversed.self,
      CommissionPlanChanged.self, PeriodClosed.self, PeriodReopened.self, RecurringExpenseChanged.self,
      AllocationOrderSet.self)

  private static func nobody(_ event: some DomainEvent) -> ID<Customer>? { nil }
}
