import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let suppliers = Resource(
  "suppliers", key: "code", tag: "payables", scope: .company, readers: .bookReaders, writers: .registrars)
private let payables = Resource("payables", scope: .company, readers: .bookReaders, writers: .cashiers)
private let payments = Resource("payments", tag: "payables", scope: .company, readers: .bookReaders, writers: .cashiers)
private let supplier = RouteDescription.Parameter("supplierCode", Localized(zh: "供应商", en: "Supplier"))

extension Feature {
  /// Suppliers, their bills, and what is paid for them (D2).
  static let payables = Feature(
    tables: ["suppliers", "payables", "payments", "payment_lots", "payment_allocations"],
    routes: {
      supplierRoutes
      payableRoutes
      paymentRoutes
    },
    writes: [
      .on(SupplierChanged.self, Suppliers.change), .on(PayableOpened.self, PayableStore.open),
      .on(PayableCancelled.self, PayableStore.cancel), .on(PaymentPosted.self, PaymentStore.post),
      .on(PaymentReversed.self, PaymentStore.reverse), .on(PaymentAllocated.self, PaymentStore.allocate),
      .on(PaymentAllocationReversed.self, PaymentStore.undo),
    ],
    names: [NameTable(of: Supplier.self, in: "suppliers")])
}

@Routes private var supplierRoutes: [Route] {
  suppliers.list(Localized(zh: "供应商", en: "Suppliers"), of: Suppliers.table, as: Suppliers.View.init, by: \.code.text)
  suppliers.add(Localized(zh: "登记供应商", en: "Register a supplier"), Suppliers.Add.run)
  suppliers.item(Localized(zh: "一家供应商", en: "A supplier"), of: Suppliers.table, as: Suppliers.View.init)
  suppliers.edit(Localized(zh: "修改供应商", en: "Change a supplier"), Suppliers.Edit.run)
}

@Routes private var payableRoutes: [Route] {
  payables.list(
    Localized(zh: "应付", en: "Bills of suppliers"), parameters: [supplier], asOf: true, by: \.id.text
  ) { query, page, database in
    try PayableStore.list(
      supplier: query.text("supplierCode"), asOf: try query.asOf(), after: page.after, limit: page.rows, in: database)
  }
  payables.add(Localized(zh: "登记应付", en: "Post a bill"), PostPayable.run)
  payables.item(Localized(zh: "一笔应付", en: "A bill")) { query, database in
    Answer(try PayableStore.view(query.id(), in: database))
  }
  payables.act("cancel", Localized(zh: "取消应付", en: "Cancel a bill"), CancelPayable.run)
}

@Routes private var paymentRoutes: [Route] {
  payments.list(
    Localized(zh: "付款", en: "Payments"), parameters: [supplier] + ReceiptStore.Filter.parameters, by: \.id.text
  ) { query, page, database in
    try PaymentStore.list(
      supplier: query.text("supplierCode"), try ReceiptStore.Filter(asked: query), after: page.after,
      limit: page.rows, in: database)
  }
  payments.add(Localized(zh: "登记付款", en: "Post a payment"), PostPayment.run)
  payments.item(Localized(zh: "一笔付款", en: "A payment")) { query, database in
    Answer(try PaymentStore.view(query.id(), in: database))
  }
  payments.act("allocate", Localized(zh: "分配付款", en: "Allocate a payment"), AllocatePayment.run)
  payments.act("reverse", Localized(zh: "冲销付款", en: "Reverse a payment"), ReversePayment.run)
}

extension Migration {
  static let payables = Migration(
    """
    CREATE TABLE suppliers (
      code TEXT PRIMARY KEY, name TEXT NOT NULL, active INTEGER NOT NULL, registered INTEGER NOT NULL,
      version INTEGER NOT NULL) STRICT;
    CREATE TABLE payables (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, supplier TEXT NOT NULL, category TEXT NOT NULL,
      amount INTEGER NOT NULL, open INTEGER NOT NULL, currency TEXT NOT NULL, billed_on TEXT NOT NULL,
      due_on TEXT NOT NULL, reference TEXT, reopened_on TEXT, cancelled_on TEXT, reason TEXT) STRICT;
    CREATE INDEX payables_supplier ON payables (supplier, due_on);
    CREATE TABLE payments (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, supplier TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, method TEXT NOT NULL, paid_on TEXT NOT NULL, external_id TEXT, reversed_on TEXT,
      reason TEXT) STRICT;
    CREATE UNIQUE INDEX payments_external ON payments (external_id) WHERE external_id IS NOT NULL;
    CREATE TABLE payment_lots (
      payment TEXT NOT NULL, free_on TEXT NOT NULL, supplier TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, PRIMARY KEY (payment, free_on)) STRICT;
    CREATE INDEX payment_lots_supplier ON payment_lots (supplier, free_on);
    CREATE TABLE payment_allocations (
      id TEXT NOT NULL, reversal INTEGER NOT NULL, supplier TEXT NOT NULL, payment TEXT NOT NULL,
      payable TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, on_day TEXT NOT NULL,
      PRIMARY KEY (id, reversal)) STRICT;
    CREATE INDEX payment_allocations_payable ON payment_allocations (payable, on_day, amount);
    CREATE INDEX payment_allocations_payment ON payment_allocations (payment, on_day, amount);
    """)
}
