import Kernel
import Contracts
import Persistence
import ServiceRuntime

extension Feature {
  /// Money that goes back, and what is taken off a receivable (H6).
  static let refunds = Feature(
    tables: ["refunds", "refund_parts", "credit_notes"],
    routes: {
      Resource("refunds", tag: "receipts", scope: .money, readers: .salesReaders, writers: .cashiers).add(
        Localized(zh: "退款", en: "Refund"), PostRefund.run)
      Resource("credit-notes", tag: "receivables", scope: .money, readers: .salesReaders, writers: .cashiers).add(
        Localized(zh: "红冲", en: "Post a credit note"), PostCreditNote.run)
    },
    writes: [.on(RefundPosted.self, RefundStore.post), .on(CreditNotePosted.self, RefundStore.credit)],
    erases: [.texts("refunds", ["reason"]), .texts("credit_notes", ["reason"])])
}

extension Migration {
  static let refunds = Migration(
    """
    CREATE TABLE refunds (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, method TEXT NOT NULL, refunded_on TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
    CREATE TABLE refund_parts (refund TEXT NOT NULL, credit TEXT NOT NULL, amount INTEGER NOT NULL) STRICT;
    CREATE INDEX refund_parts_credit ON refund_parts (credit);
    CREATE TABLE credit_notes (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, receivable TEXT NOT NULL,
      amount INTEGER NOT NULL, surplus INTEGER NOT NULL, currency TEXT NOT NULL, credited_on TEXT NOT NULL,
      reason TEXT NOT NULL) STRICT;
    """)
}
