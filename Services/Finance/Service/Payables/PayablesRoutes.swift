import Contracts
import Kernel
import ServiceRuntime

/// Suppliers, their bills, and what is paid for them (D2).
enum PayablesRoutes {
  private static let readers: Set<Role> = [.manager, .operations, .finance, .auditor]
  private static let cashiers: Set<Role> = [.manager, .operations, .finance]
  private static let supplier = RouteDescription.Parameter("supplierCode", Localized(zh: "供应商", en: "Supplier"))

  static let all: [Route] = suppliers + payables + payments

  private static let suppliers: [Route] =
    Route.list(
      "/v1/suppliers", Localized(zh: "供应商", en: "Suppliers"), tag: "payables", roles: readers, of: Suppliers.View.self,
      sortedBy: 1
    ) { _, page, database in
      Page(try Suppliers.list(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
        [.string($0.code.text)]
      }
    } + [
      .command(
        "POST", "/v1/suppliers", Localized(zh: "登记供应商", en: "Register a supplier"), tag: "payables", roles: cashiers,
        answers: 201, Suppliers.Add.run),
      .query("/v1/suppliers/{code}", Localized(zh: "一家供应商", en: "A supplier"), tag: "payables", roles: readers) {
        query, database in
        let supplier = try Suppliers.state(query.id("code"), in: database)
        return Answer(Suppliers.View(supplier), version: supplier.version)
      },
      .command(
        "PATCH", "/v1/suppliers/{code}", Localized(zh: "修改供应商", en: "Change a supplier"), tag: "payables",
        roles: cashiers, edits: true, Suppliers.Edit.run),
    ]

  private static let payables: [Route] =
    Route.list(
      "/v1/payables", Localized(zh: "应付", en: "Bills of suppliers"), tag: "payables", roles: readers,
      of: PayableView.self, parameters: [supplier], asOf: true, sortedBy: 1
    ) { query, page, database in
      Page(
        try Payables.list(
          supplier: query.text("supplierCode"), asOf: try query.asOf(), after: page.after, limit: page.limit + 1,
          in: database), limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .command(
        "POST", "/v1/payables", Localized(zh: "登记应付", en: "Post a bill"), tag: "payables", roles: cashiers,
        answers: 201, PostPayable.run),
      .query("/v1/payables/{id}", Localized(zh: "一笔应付", en: "A bill"), tag: "payables", roles: readers) {
        query, database in Answer(try Payables.view(query.id(), in: database))
      },
      .command(
        "POST", "/v1/payables/{id}/cancel", Localized(zh: "取消应付", en: "Cancel a bill"), tag: "payables",
        roles: cashiers, CancelPayable.run),
    ]

  private static let payments: [Route] =
    Route.list(
      "/v1/payments", Localized(zh: "付款", en: "Payments"), tag: "payables", roles: readers, of: PaymentView.self,
      parameters: [supplier] + Receipts.Filter.parameters, sortedBy: 1
    ) { query, page, database in
      Page(
        try Payments.list(
          supplier: query.text("supplierCode"), try Receipts.Filter(asked: query), after: page.after,
          limit: page.limit + 1, in: database),
        limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .command(
        "POST", "/v1/payments", Localized(zh: "登记付款", en: "Post a payment"), tag: "payables", roles: cashiers,
        answers: 201, PostPayment.run),
      .query("/v1/payments/{id}", Localized(zh: "一笔付款", en: "A payment"), tag: "payables", roles: readers) {
        query, database in Answer(try Payments.view(query.id(), in: database))
      },
      .command(
        "POST", "/v1/payments/{id}/allocate", Localized(zh: "分配付款", en: "Allocate a payment"), tag: "payables",
        roles: cashiers, AllocatePayment.run),
      .command(
        "POST", "/v1/payments/{id}/reverse", Localized(zh: "冲销付款", en: "Reverse a payment"), tag: "payables",
        roles: cashiers, ReversePayment.run),
    ]
}
