import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension FactTable {
  static let cash = FactTable(name: "cash", dimensions: ["method"], values: ["money_in", "money_out"])
}

extension Feature {
  /// Money that came in and went out, on its own day (`Services/Reporting/README.md#money`).
  static let cash = Feature(
    facts: .cash,
    listens: [
      .on(ReceiptPosted.self, copy: { try $1.move(in: $0.amount, $0.method, on: $0.receivedOn, $2) }),
      .on(ReceiptReversed.self, copy: { try $1.move(out: $0.amount, $0.method, on: $0.on, $2) }),
      .on(RefundPosted.self, copy: { try $1.move(out: $0.amount, $0.method, on: $0.refundedOn, $2) }),
      .on(ExpenseRecorded.self, copy: { try $1.move(out: $0.amount, $0.method, on: $0.spentOn, $2) }),
      .on(ExpensePaid.self, copy: { try $1.move(out: $0.amount, $0.method, on: $0.paidOn, $2) }),
      .on(ExpenseReversed.self, copy: { try $1.move(in: $0.amount, $0.method, on: $0.on, $2) }),
      .on(CommissionPaid.self, copy: { try $1.move(out: $0.amount, $0.method, on: $0.paidOn, $2) }),
      .on(PaymentPosted.self, copy: { try $1.move(out: $0.amount, $0.method, on: $0.paidOn, $2) }),
      .on(PaymentReversed.self, copy: { try $1.move(in: $0.amount, $0.method, on: $0.on, $2) }),
    ])
}

extension Migration {
  static let cash = FactTable.cash.creation
}

extension EventOrigin {
  /// Without a method, nothing moved.
  fileprivate func move(
    in received: Money, _ method: PaymentMethod?, on day: BusinessDate, _ database: Database
  ) throws {
    try move("money_in", received, method, day, database)
  }

  fileprivate func move(
    out paid: Money, _ method: PaymentMethod?, on day: BusinessDate, _ database: Database
  ) throws {
    try move("money_out", paid, method, day, database)
  }

  private func move(
    _ side: String, _ amount: Money, _ method: PaymentMethod?, _ day: BusinessDate, _ database: Database
  ) throws {
    guard let method else { return }
    try FactTable.cash.keep(
      FactTable.Fact(
        day: day, currency: amount.currency, keys: ["method": method.rawValue], values: [side: amount.amount]),
      self, in: database)
  }
}
