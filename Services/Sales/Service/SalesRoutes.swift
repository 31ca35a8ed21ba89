import Kernel
import SalesDomain
import ServiceRuntime

/// Every route of sales, with the roles that may call it.
enum SalesRoutes {
  private static let readers = Set(Role.allCases)
  private static let sellers: Set<Role> = [.netSales, .shop, .manager, .operations]
  private static let deliverers: Set<Role> = [.netSales, .shop, .manager, .operations]
  private static let measurers: Set<Role> = [.designer, .netSales, .shop, .manager, .operations]
  private static let cataloguers: Set<Role> = [.manager, .operations, .netSales]

  static var routes: [Route] {
    products + quotes + orders + acceptances + deliveries + measurements + reminders + customers
  }

  private static var products: [Route] {
    let tag = "products"
    return [
      .command(
        "POST", "/v1/products", Localized(zh: "新增产品", en: "Add a product"), tag: tag, roles: cataloguers,
        answers: 201, AddProduct.run),
      .query(
        "/v1/products/{sku}", Localized(zh: "一个产品", en: "A product"), tag: tag, roles: readers
      ) { query, database in
        let sku = query.parameter("sku")
        guard let (product, version) = try Products.find(sku, in: database) else { throw Missing.product(sku) }
        return Answer(product, version: version)
      },
      .command(
        "PATCH", "/v1/products/{sku}", Localized(zh: "修改产品", en: "Edit a product"), tag: tag, roles: cataloguers,
        edits: true, EditProduct.run),
    ]
      + Route.list(
        "/v1/products", Localized(zh: "产品列表", en: "Products"), tag: tag, roles: readers, of: ProductView.self,
        parameters: [
          RouteDescription.Parameter("category", Localized(zh: "类别", en: "Of this category")),
          RouteDescription.Parameter("q", Localized(zh: "SKU 或名称的一部分", en: "Part of the SKU or name")),
        ], sortedBy: 1
      ) { query, page, database in
        let found = try Products.list(
          after: page.cursor?.values.first?.string ?? "", category: query.text("category"),
          containing: query.text("q"), limit: page.limit + 1, in: database)
        return Page(found, limit: page.limit) { [.string($0.sku)] }
      }
  }

  private static var quotes: [Route] {
    let tag = "quotes"
    return [
      .command(
        "POST", "/v1/quotes", Localized(zh: "新建报价单", en: "Draft a quote"), tag: tag, roles: sellers, answers: 201,
        DraftQuote.run),
      .command(
        "POST", "/v1/quotes/{id}/issue", Localized(zh: "发出报价单", en: "Issue a quote"), tag: tag, roles: sellers,
        IssueQuote.run),
      .command(
        "POST", "/v1/quotes/{id}/revise", Localized(zh: "修订报价单", en: "Revise a quote"), tag: tag, roles: sellers,
        ReviseQuote.run),
      .command(
        "POST", "/v1/quotes/{id}/accept", Localized(zh: "客户接受报价", en: "The customer accepts"), tag: tag,
        roles: sellers, AcceptQuote.run),
      .command(
        "POST", "/v1/quotes/{id}/link", Localized(zh: "发放在线确认链接", en: "Make a link by which the customer accepts"),
        tag: tag, roles: sellers, answers: 201, IssueQuoteLink.run),
      .command(
        "POST", "/v1/quotes/{id}/decline", Localized(zh: "客户拒绝报价", en: "The customer declines"), tag: tag,
        roles: sellers, DeclineQuote.run),
      .query(
        "/v1/quotes/{id}", Localized(zh: "一份报价单", en: "A quote"), tag: tag, roles: readers
      ) { query, database in try .quote(query.id(), in: database) },
      .page(
        "GET", "/v1/quotes/{id}.csv", Localized(zh: "报价单明细 CSV", en: "The lines of a quote as CSV"), tag: tag,
        roles: readers, mediaType: "text/csv"
      ) { query, context in
        QuoteDocuments.csv(try context.store.read { try Quotes.find(query.id(), in: $0) })
      },
      .page(
        "GET", "/v1/quotes/{id}.xlsx", Localized(zh: "报价单电子表格", en: "A quote as a spreadsheet"), tag: tag,
        roles: readers, mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
      ) { query, context in
        let quote = try context.store.read { try Quotes.find(query.id(), in: $0) }
        return try QuoteDocuments.xlsx(quote, in: Language(accepting: query.http.headers["Accept-Language"]))
      },
      .page(
        "GET", "/v1/quotes/{id}.html", Localized(zh: "可打印的报价单", en: "A quote to print"), tag: tag, roles: readers
      ) { query, context in
        try context.store.read { database in
          let quote = try Quotes.find(query.id(), in: database)
          return QuoteDocuments.html(quote, customer: try Customers.find(quote.customerId, in: database))
        }
      },
    ]
      + Route.list(
        "/v1/quotes", Localized(zh: "报价单列表", en: "Quotes, the newest first"), tag: tag, roles: readers,
        of: QuoteSummary.self, parameters: SalesFilter.parameters, sortedBy: 1
      ) { query, page, database in
        let filter = try SalesFilter(query, page, stage: try query.choice("state", of: QuoteStage.self)?.rawValue)
        let found = try Quotes.list(filter, limit: page.limit + 1, in: database).map(QuoteSummary.init)
        return Page(found, limit: page.limit) { [.string($0.id.text)] }
      }
  }

  private static var orders: [Route] {
    let tag = "orders"
    return [
      .command(
        "POST", "/v1/orders", Localized(zh: "下订单", en: "Place an order"), tag: tag, roles: sellers, answers: 201,
        PlaceOrder.run),
      .command(
        "POST", "/v1/orders/{id}/amend", Localized(zh: "变更订单", en: "Amend an order"), tag: tag, roles: sellers,
        AmendOrder.run),
      .command(
        "POST", "/v1/orders/{id}/cancel", Localized(zh: "取消订单", en: "Cancel an order"), tag: tag, roles: sellers,
        CancelOrder.run),
      .query(
        "/v1/orders/{id}", Localized(zh: "一份订单及其历史", en: "An order with its history"), tag: tag, roles: readers
      ) { query, database in try .order(query.id(), in: database) },
      .query(
        "/v1/erp-orders", Localized(zh: "ERP 订单的处理情况", en: "Where orders of the ERP stand"), tag: tag,
        roles: readers,
        parameters: [
          RouteDescription.Parameter("source", Localized(zh: "ERP 的 ce_source", en: "The ERP's ce_source")),
          RouteDescription.Parameter("orderNumber", Localized(zh: "ERP 的单号", en: "The ERP's order number")),
        ] + RouteDescription.paging, ERPOrderQueries.answer),
      .page(
        "GET", "/v1/erp-orders.csv", Localized(zh: "ERP 订单处理情况 CSV", en: "Where orders of the ERP stand, as CSV"),
        tag: tag, roles: readers, mediaType: "text/csv", parameters: RouteDescription.paging,
        ERPOrderQueries.table),
    ]
      + Route.list(
        "/v1/orders", Localized(zh: "订单列表", en: "Orders, the newest first"), tag: tag, roles: readers,
        of: OrderSummary.self, parameters: SalesFilter.parameters, sortedBy: 1
      ) { query, page, database in
        let filter = try SalesFilter(query, page, stage: try query.choice("state", of: OrderStage.self)?.rawValue)
        let found = try Orders.list(filter, limit: page.limit + 1, in: database).map(OrderSummary.init)
        return Page(found, limit: page.limit) { [.string($0.id.text)] }
      }
  }

  private static let ofCustomerAndOrder = [
    RouteDescription.Parameter("customerId", Localized(zh: "客户编号", en: "Of this customer")),
    RouteDescription.Parameter("orderId", Localized(zh: "订单编号", en: "Of this order")),
  ]

  private static var deliveries: [Route] {
    let tag = "deliveries"
    return [
      .command(
        "POST", "/v1/orders/{id}/deliveries", Localized(zh: "开送货单", en: "Note a delivery"), tag: tag,
        roles: deliverers, answers: 201, NoteDelivery.run),
      .query("/v1/deliveries/{id}", Localized(zh: "一份送货单", en: "A delivery note"), tag: tag, roles: readers) {
        query, database in Answer(try Deliveries.find(query.id(), in: database))
      },
      .page(
        "GET", "/v1/deliveries/{id}.html", Localized(zh: "可打印的送货单", en: "A delivery note to print"), tag: tag,
        roles: readers,
        parameters: [
          RouteDescription.Parameter(
            "copy", Localized(zh: "true：标为副本", en: "true: marked as a copy, for a reprint"), Bool.self),
          RouteDescription.Parameter(
            "paper", Localized(zh: "a4 或 241mm（多联纸）", en: "a4, or 241mm for multi-part paper")),
        ]
      ) { query, context in
        try context.store.read { database in
          let note = try Deliveries.find(query.id(), in: database)
          return DeliveryDocument(
            note: note, order: try Orders.find(note.orderId, in: database),
            customer: try Customers.find(note.customerId, in: database)
          ).html(query)
        }
      },
      .command(
        "POST", "/v1/deliveries/{id}/cancel", Localized(zh: "取消送货单", en: "Cancel a delivery note"), tag: tag,
        roles: deliverers, CancelDelivery.run),
    ]
      + Route.list(
        "/v1/deliveries", Localized(zh: "送货单列表", en: "Delivery notes, the newest first"), tag: tag, roles: readers,
        of: DeliveryView.self, parameters: ofCustomerAndOrder, sortedBy: 1
      ) { query, page, database in
        let found = try Deliveries.list(
          before: page.cursor?.values.first?.string, customer: query.text("customerId"), order: query.text("orderId"),
          limit: page.limit + 1, in: database)
        return Page(found, limit: page.limit) { [.string($0.id.text)] }
      }
  }

  /// Open to everybody: customers have the link and no token (`http.md`, Access).
  private static var acceptances: [Route] {
    let tag = "quotes"
    return [
      .page(
        "GET", "/v1/quote-acceptances/{token}", Localized(zh: "客户在线查看报价", en: "The quote, for its customer"),
        tag: tag, roles: nil, refusals: [404, 410]
      ) { query, context in
        let language = Language(accepting: query.http.headers["Accept-Language"])
        do {
          return try context.store.read { database in
            let quote = try QuoteLinks.quote(
              of: query.parameter("token"), on: CompanyZone.day(at: query.now), in: database)
            return QuoteAcceptancePage.form(for: quote, language)
          }
        } catch let error as any ProblemConvertible {
          return CustomerPage.refusal(error.problem, language)
        }
      },
      .command(
        "POST", "/v1/quote-acceptances/{token}", Localized(zh: "客户在线接受报价", en: "The customer accepts"), tag: tag,
        roles: nil, AcceptQuoteByLink.run),
    ]
  }

  private static var reminders: [Route] {
    Route.list(
      "/v1/reminders", Localized(zh: "送货提醒", en: "Orders to deliver soon, or late"), tag: "reminders", roles: readers,
      of: DeliveryReminder.self,
      parameters: [
        RouteDescription.Parameter("days", Localized(zh: "提前天数，默认 7", en: "Days ahead, 7 without it"), Int.self),
        RouteDescription.Parameter("salespersonId", Localized(zh: "销售人员编号", en: "Of this salesperson")),
      ], asOf: true, sortedBy: 2
    ) { query, page, database in
      let after = page.cursor?.values.compactMap(\.string) ?? []
      let found = try DeliveryReminders.list(
        asOf: try query.asOf(), days: try DeliveryReminders.days(query), salesperson: query.text("salespersonId"),
        after: after.count == 2 ? (after[0], after[1]) : nil, limit: page.limit + 1, in: database)
      return Page(found, limit: page.limit) { [.string($0.promisedOn.description), .string($0.orderId.text)] }
    }
  }

  private static var measurements: [Route] {
    let tag = "measurements"
    return [
      .command(
        "POST", "/v1/measurements", Localized(zh: "登记量尺", en: "Keep a measurement"), tag: tag, roles: measurers,
        answers: 201, MeasureSite.run),
      .query("/v1/measurements/{id}", Localized(zh: "一次量尺", en: "A measurement"), tag: tag, roles: readers) {
        query, database in Answer(try Measurements.find(query.id(), in: database))
      },
    ]
      + Route.list(
        "/v1/measurements", Localized(zh: "量尺列表", en: "Measurements, the newest first"), tag: tag, roles: readers,
        of: MeasurementView.self, parameters: ofCustomerAndOrder, sortedBy: 1
      ) { query, page, database in
        let found = try Measurements.list(
          before: page.cursor?.values.first?.string, customer: query.text("customerId"), order: query.text("orderId"),
          limit: page.limit + 1, in: database)
        return Page(found, limit: page.limit) { [.string($0.id.text)] }
      }
  }

  private static var customers: [Route] {
    let tag = "customers"
    return [
      .query(
        "/v1/customers/{id}", Localized(zh: "销售所知的客户", en: "A customer as sales knows it"), tag: tag,
        roles: readers
      ) { query, database in
        let id: ID<Customer> = query.id()
        guard let customer = try Customers.find(id, in: database) else { throw Missing.customer(id) }
        return Answer(customer)
      },
      .query(
        "/v1/customers/{id}/recommendations", Localized(zh: "推荐产品", en: "Products to recommend"), tag: tag,
        roles: readers
      ) { query, database in
        let id: ID<Customer> = query.id()
        guard try Customers.find(id, in: database) != nil else { throw Missing.customer(id) }
        let language = Language(accepting: query.http.headers["Accept-Language"])
        return Answer(Page(all: try Recommendations.list(for: id, in: language, of: database)))
      },
      .command(
        "POST", "/v1/customers/{id}/recommendations", Localized(zh: "记录客户对推荐的答复", en: "Keep a customer's answer"),
        tag: tag, roles: sellers, AnswerRecommendation.run),
    ]
      + Route.list(
        "/v1/customers", Localized(zh: "客户列表", en: "Customers"), tag: tag, roles: readers, of: CustomerView.self,
        parameters: [
          RouteDescription.Parameter("q", Localized(zh: "姓名或电话的一部分", en: "Part of the name or phone"))
        ], sortedBy: 1
      ) { query, page, database in
        let found = try Customers.list(
          after: page.cursor?.values.first?.string ?? "", containing: query.text("q"), limit: page.limit + 1,
          in: database)
        return Page(found, limit: page.limit) { [.string($0.id.text)] }
      }
  }
}
