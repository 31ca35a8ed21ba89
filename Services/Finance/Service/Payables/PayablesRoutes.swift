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
        answers: 201
      ) { request, unit in try Suppliers.add(request, in: unit) },
      .query("/v1/suppliers/{code}", Localized(zh: "一家供应商", en: "A supplier"), tag: "payables", roles: readers) {
        query, database in
        let view = try Suppliers.view(query.id("code"), in: database)
        return Answer(view, version: view.version)
      },
      .command(
        "PATCH", "/v1/suppliers/{code}", Localized(zh: "修改供应商", en: "Change a supplier"), tag: "payables",
        roles: cashiers, edits: true
      ) { request, unit in try Suppliers.edit(request, in: unit) },
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
        answers: 201
      ) { request, unit in try postPayable(request, in: unit) },
      .query("/v1/payables/{id}", Localized(zh: "一笔应付", en: "A bill"), tag: "payables", roles: readers) {
        query, database in Answer(try Payables.view(query.id(), in: database))
      },
      .command(
        "POST", "/v1/payables/{id}/cancel", Localized(zh: "取消应付", en: "Cancel a bill"), tag: "payables",
        roles: cashiers
      ) { request, unit in try cancelPayable(request, in: unit) },
    ]

  private static let payments: [Route] =
    Route.list(
      "/v1/payments", Localized(zh: "付款", en: "Payments"), tag: "payables", roles: readers, of: PaymentView.self,
      parameters: [supplier] + Receipts.Filter.parameters, sortedBy: 1
    ) { query, page, database in
      Page(
        try Payables.payments(
          supplier: query.text("supplierCode"), try Receipts.Filter(asked: query), after: page.after,
          limit: page.limit + 1, in: database),
        limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .command(
        "POST", "/v1/payments", Localized(zh: "登记付款", en: "Post a payment"), tag: "payables", roles: cashiers,
        answers: 201
      ) { request, unit in try postPayment(request, in: unit) },
      .query("/v1/payments/{id}", Localized(zh: "一笔付款", en: "A payment"), tag: "payables", roles: readers) {
        query, database in Answer(try Payables.payment(query.id(), in: database))
      },
      .command(
        "POST", "/v1/payments/{id}/allocate", Localized(zh: "分配付款", en: "Allocate a payment"), tag: "payables",
        roles: cashiers
      ) { request, unit in try allocatePayment(request, in: unit) },
      .command(
        "POST", "/v1/payments/{id}/reverse", Localized(zh: "冲销付款", en: "Reverse a payment"), tag: "payables",
        roles: cashiers
      ) { request, unit in try reversePayment(request, in: unit) },
    ]
}
