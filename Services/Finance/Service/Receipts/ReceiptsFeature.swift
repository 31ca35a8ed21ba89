import Contracts
import Documents
import Kernel
import Persistence
import ServiceRuntime

private let resource = Resource("receipts", scope: .money, readers: .salesReaders, writers: .cashiers)
private let allocations = Resource(
  "allocations", tag: "receipts", scope: .money, readers: .salesReaders, writers: .cashiers)

extension Feature {
  /// Money that comes in, and what it pays (D1, H6).
  static let receipts = Feature(
    tables: ["receipts", "allocations", "credit_lots", "credit_changes", "allocation_order"],
    routes: {
      resource.list(
        Localized(zh: "收款", en: "Receipts"),
        parameters: [.customer, .salesperson] + ReceiptStore.Filter.parameters, by: \.id.text
      ) { query, page, database in
        try ReceiptStore.list(
          customer: query.text("customerId"), salesperson: query.text("salespersonId"),
          try ReceiptStore.Filter(asked: query), for: query.visibility, after: page.after,
          limit: page.rows, in: database)
      }
      resource.add(Localized(zh: "登记收款", en: "Post a receipt"), PostReceipt.run)
      resource.item(Localized(zh: "一笔收款", en: "A receipt")) { query, database in
        Answer(try ReceiptStore.view(query.id(), for: query.visibility, in: database))
      }
      resource.page(".html", Localized(zh: "可打印的收据", en: "A receipt to print"), parameters: .paper) {
        query, database in
        let receipt = try ReceiptStore.view(query.id(), for: query.visibility, in: database)
        return PrintedReceipt.page(
          receipt, paid: try ReceiptStore.paid(by: receipt, in: database),
          of: try FinanceCustomers.find(receipt.customerId, in: database)?.name, try Printing(asked: query))
      }
      resource.act("allocate", Localized(zh: "分配收款", en: "Allocate a receipt"), AllocateReceipt.run)
      resource.act("reverse", Localized(zh: "冲销收款", en: "Reverse a receipt"), ReverseReceipt.run)
      allocations.act("reverse", Localized(zh: "撤销分配", en: "Undo an allocation"), UndoAllocation.run)
      Route.query(
        "/v1/allocation-order", Localized(zh: "收款默认分配方式", en: "How receipts are allocated by themselves"),
        tag: "receipts", roles: .salesReaders, scope: .company
      ) { _, database in Answer(AllocationOrders.View(order: try AllocationOrders.present(in: database))) }
      Route.command(
        "PUT", "/v1/allocation-order", Localized(zh: "设置收款默认分配方式", en: "Set how receipts are allocated"),
        tag: "receipts", roles: .deciders, scope: .company, AllocationOrders.Set.run)
    },
    writes: [
      .on(ReceiptPosted.self, ReceiptStore.post), .on(ReceiptReversed.self, ReceiptStore.reverse),
      .on(CreditAllocated.self, CreditStore.allocate), .on(AllocationReversed.self, CreditStore.undo),
      .on(AllocationOrderSet.self, AllocationOrders.set),
    ],
    erases: [.texts("receipts", ["reason"])])
}

extension Migration {
  static let receipts = Migration(
    """
    CREATE TABLE allocations (
      id TEXT NOT NULL, reversal INTEGER NOT NULL, customer TEXT NOT NULL, credit TEXT NOT NULL,
      receivable TEXT NOT NULL, order_id TEXT, amount INTEGER NOT NULL, currency TEXT NOT NULL,
      on_day TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (id, reversal, place)) STRICT;
    CREATE INDEX allocations_receivable ON allocations (receivable, on_day, amount);
    CREATE INDEX allocations_credit ON allocations (credit, on_day, amount);
    CREATE INDEX allocations_customer ON allocations (customer, on_day, amount, currency);
    CREATE TABLE credit_lots (
      credit TEXT NOT NULL, free_on TEXT NOT NULL, customer TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, PRIMARY KEY (credit, free_on)) STRICT;
    CREATE INDEX credit_lots_customer ON credit_lots (customer, free_on);
    CREATE TABLE credit_changes (
      credit TEXT NOT NULL, customer TEXT NOT NULL, on_day TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, document TEXT NOT NULL, kind TEXT NOT NULL) STRICT;
    CREATE INDEX credit_changes_customer ON credit_changes (customer, on_day, amount, currency);
    CREATE TABLE receipts (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, method TEXT NOT NULL, received_on TEXT NOT NULL, salesperson TEXT, order_id TEXT,
      external_id TEXT, reversed_on TEXT, reason TEXT) STRICT;
    CREATE INDEX receipts_customer ON receipts (customer, id);
    CREATE UNIQUE INDEX receipts_external ON receipts (external_id) WHERE external_id IS NOT NULL;
    """)

  static let allocationOrder = Migration(
    "CREATE TABLE allocation_order (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL) STRICT;")

  static let creditByDay = Migration(
    """
    CREATE INDEX allocations_day ON allocations (on_day, receivable);
    CREATE INDEX credit_changes_day ON credit_changes (on_day);
    """)
}
