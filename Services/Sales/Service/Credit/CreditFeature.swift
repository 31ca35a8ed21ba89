import Contracts
import Messaging
import Persistence
import ServiceRuntime

extension Feature {
  /// Who may not order until finance releases it, and the money that lies with finance unallocated (H5).
  static let credit = Feature(
    tables: [.copy("credit_holds"), .copy("customer_credit"), .copy("billed_orders")],
    listens: [
      .on(CreditHeld.self, copy: CreditStore.copy), .on(CreditReleased.self, copy: CreditStore.copy),
      .on(ReceiptPosted.self) { try CreditStore.copy($0.entry, of: $0.customerId, to: $1) },
      .on(ReceiptReversed.self) { try CreditStore.copy($0.entry, of: $0.customerId, to: $1) },
      .on(CreditAllocated.self) { try CreditStore.copy($0.entry, of: $0.customerId, to: $1) },
      .on(AllocationReversed.self) { try CreditStore.copy($0.entry, of: $0.customerId, to: $1) },
      .on(RefundPosted.self) { try CreditStore.copy($0.entry, of: $0.customerId, to: $1) },
      .on(CreditNotePosted.self) { try CreditStore.copy($0.entry, of: $0.customerId, to: $1) },
      .on(ReceivableOpened.self) { try CreditStore.copy($0.entry, of: $0.customerId, for: $0.orderId, to: $1) },
    ])
}

extension Migration {
  static let creditHolds = Migration(
    "CREATE TABLE credit_holds (customer TEXT PRIMARY KEY, reasons TEXT NOT NULL) STRICT;")

  static let customerCredit = Migration(
    """
    CREATE TABLE customer_credit (
      customer TEXT NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL,
      PRIMARY KEY (customer, currency)) STRICT, WITHOUT ROWID;
    CREATE TABLE billed_orders (order_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    """)
}
