import ServiceRuntime

/// What a list of quotes or orders is narrowed to.
struct SalesFilter {
  /// The last id of the page before.
  var before: String?
  var customer: String?
  var salesperson: String?
  var stage: String?
  /// Part of a number, or of the customer's name or phone.
  var text: String?

  init(_ query: QueryRequest, _ page: PageRequest, stage: String?) {
    before = page.cursor?.values.first?.string
    customer = query.text("customerId")
    salesperson = query.text("salespersonId")
    self.stage = stage
    text = query.text("q")
  }

  static let parameters = [
    RouteDescription.Parameter("customerId", Localized(zh: "客户编号", en: "Of this customer")),
    RouteDescription.Parameter("salespersonId", Localized(zh: "销售人员编号", en: "Of this salesperson")),
    RouteDescription.Parameter("state", Localized(zh: "状态", en: "In this state")),
    RouteDescription.Parameter(
      "q", Localized(zh: "单号、客户姓名或电话的一部分", en: "Part of a number, or of the customer's name or phone")),
  ]
}
