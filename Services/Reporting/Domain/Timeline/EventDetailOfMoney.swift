import Contracts
import Kernel

extension EventDetail {
  public init(_ event: ReceivableOpened) {
    day = event.on
    amount = event.amount
    label = event.label
    orderId = event.orderId?.text
    until = event.dueOn
  }

  public init(_ event: ReceivableAmended) {
    day = event.on
    amount = event.amount
    label = event.label
    orderId = event.orderId?.text
    until = event.dueOn
  }

  public init(_ event: ReceivableCancelled) {
    day = event.on
    amount = event.amount
    orderId = event.orderId?.text
  }

  public init(_ event: ReceiptPosted) {
    day = event.receivedOn
    number = event.number
    amount = event.amount
    method = event.method.rawValue
    salesperson = event.salespersonId?.text
    orderId = event.orderId?.text
  }

  public init(_ event: ReceiptReversed) {
    day = event.on
    number = event.number
    amount = event.amount
    method = event.method.rawValue
    text = event.reason
  }

  public init(_ event: CreditAllocated) {
    day = event.on
    amount = event.amount
    orderId = event.orderId?.text
    to = event.receivableId.text
  }

  public init(_ event: AllocationReversed) {
    day = event.on
    amount = event.amount
    orderId = event.orderId?.text
    to = event.receivableId.text
  }

  public init(_ event: RefundPosted) {
    day = event.refundedOn
    number = event.number
    amount = event.amount
    method = event.method.rawValue
    text = event.reason
  }

  public init(_ event: CreditNotePosted) {
    day = event.creditedOn
    number = event.number
    amount = event.amount
    orderId = event.orderId?.text
    to = event.receivableId.text
    text = event.reason
  }

  public init(_ event: RevenueRecognised) {
    day = event.on
    amount = event.amount
    orderId = event.orderId.text
  }

  public init(_ event: CreditLimitSet) {
    amount = event.limit
    count = event.overdueDays
  }

  public init(_ event: CreditHeld) {
    day = event.on
    label = event.reasons.joined(separator: ", ")
  }

  public init(_ event: CreditReleased) {
    day = event.on
    until = event.until
    salesperson = event.releasedBy?.text
    text = event.reason
  }
}

extension EventDetail {
  public init(_ event: RevenueReversed) {
    day = event.on
    amount = event.amount
    orderId = event.orderId.text
  }

  public init(_ event: ExpenseRecorded) {
    day = event.spentOn
    number = event.number
    amount = event.amount
    label = "\(event.category) / \(event.item)"
    method = event.method?.rawValue
    salesperson = event.salespersonId?.text
    shop = event.shop?.text
  }

  public init(_ event: ExpensePaid) {
    day = event.paidOn
    number = event.number
    amount = event.amount
    label = "\(event.category) / \(event.item)"
    method = event.method.rawValue
    salesperson = event.salespersonId?.text
    shop = event.shop?.text
  }

  public init(_ event: ExpenseReversed) {
    day = event.on
    number = event.number
    amount = event.amount
    label = "\(event.category) / \(event.item)"
    method = event.method?.rawValue
    salesperson = event.salespersonId?.text
    shop = event.shop?.text
    text = event.reason
  }

  public init(_ event: CommissionAccrued) {
    day = event.on
    amount = event.amount
    label = "\(event.ratePercent) %"
    salesperson = event.salespersonId.text
    orderId = event.orderId.text
  }

  public init(_ event: CommissionAdjusted) {
    day = event.on
    amount = event.amount
    label = "\(event.ratePercent) %"
    salesperson = event.salespersonId.text
    orderId = event.orderId.text
  }

  public init(_ event: CommissionPaid) {
    day = event.paidOn
    number = event.number
    amount = event.amount
    method = event.method.rawValue
    salesperson = event.salespersonId.text
  }

  public init(_ event: PaymentPosted) {
    day = event.paidOn
    number = event.number
    amount = event.amount
    method = event.method.rawValue
    label = event.supplierCode.text
  }

  public init(_ event: PaymentReversed) {
    day = event.on
    number = event.number
    amount = event.amount
    method = event.method.rawValue
    label = event.supplierCode.text
    text = event.reason
  }
}
