/// Bodies of commands, valid as they are; tests replace parts of them.
enum Bodies {
  static let line = """
    {"sku": "WD-2400", "description": "衣柜", "room": "主卧", "quantity": {"value": 1250, "scale": 2}, \
    "unitPrice": {"amount": 98000, "currency": "CNY"}, "discountPercent": 5}
    """

  static let quote = """
    {"customerId": "c-1", "leadId": "l-1", "salespersonId": "s-12", "validUntil": "2026-12-31", "lines": [\(line)]}
    """

  static let instalments = """
    [{"label": "定金", "percent": 30, "dueOn": "2026-11-22"}, {"label": "尾款", "percent": 70, "dueOn": "2026-12-31"}]
    """

  static let order = """
    {"customerId": "c-1", "leadId": "l-1", "salespersonId": "s-12", "designerId": "d-3", "shop": "foshan-1", \
    "signedOn": "2026-11-22", "signedAt": "home", "promisedOn": "2026-12-31", "lines": [\(line)], \
    "instalments": \(instalments)}
    """

  static func order(ofQuote id: String) -> String {
    order.replacing("\"lines\": [\(line)]", with: "\"quoteId\": \"\(id)\"")
  }

  static let amendment = """
    {"reason": "客户加一个柜子", "lines": [\(line), \(line)], "instalments": \(instalments)}
    """

  /// The ERP's order with one line of so many fen.
  static func erpOrder(_ number: String, revision: Int, amount: Int = 10_000) -> String {
    """
    {"orderNumber": "\(number)", "revision": \(revision), "plant": 7, "customer": {"number": "K-1", "name": "陈伟", \
    "phone": "13800138000"}, "salespersonId": "nobody-yet", "shop": "none-yet", "signedOn": "2026-11-01", \
    "lines": [{"lineNumber": "10", "description": "衣柜", "quantity": {"value": 1, "scale": 0}, \
    "unitPrice": {"amount": \(amount), "currency": "CNY"}}], "instalments": \(instalments)}
    """
  }

  static func erpCancellation(_ number: String, revision: Int) -> String {
    #"{"orderNumber": "\#(number)", "revision": \#(revision), "reason": "客户取消"}"#
  }
}
