import Contracts
import Foundation
import Kernel
import SalesDomain
import Testing

@Suite("The ERP's order")
struct ERPOrderDataTests {
  /// As in `Shared/Contracts/README.md#messages-of-the-erp`, with a field that nobody knows.
  static let json = """
    {"orderNumber": "XS20261101-017", "revision": 1, "plant": {"code": 7},
     "customer": {"number": "K-10442", "name": "陈伟", "phone": "13800138000", "vip": true,
       "address": {"city": "佛山", "community": "保利花园", "building": "3", "room": "1702", "floor": 17}},
     "salespersonId": "s-12", "shop": "foshan-1", "signedOn": "2026-11-01", "signedAt": "shop",
     "promisedOn": "2026-12-15",
     "lines": [{"lineNumber": "10", "sku": "WD-2400", "description": "衣柜", "room": "主卧", "colour": "白",
       "quantity": {"value": 1250, "scale": 2}, "unitPrice": {"amount": 98000, "currency": "CNY"},
       "discountPercent": 5}],
     "instalments": [{"label": "定金", "percent": 30, "dueOn": "2026-11-01"},
       {"label": "尾款", "percent": 70, "dueOn": "2026-12-15"}]}
    """

  static func received(_ json: String, keeping: OrderTerms? = nil) throws -> ERPOrderReceived {
    var count = 0
    return try JSONDecoder().decode(ERPOrderData.self, from: Data(json.utf8)).received(
      source: "/erp/guangzhou", keeping: keeping, at: QuoteTests.now
    ) {
      count += 1
      return ID("i\(count)")
    }
  }

  @Test("it is priced like our own, and unknown fields are ignored")
  func read() throws {
    let order = try Self.received(Self.json)
    #expect(order.erp.key == "/erp/guangzhou#XS20261101-017" && order.erp.revision == 1)
    #expect(order.customer.address?.community == "保利花园")
    #expect(order.terms.total.amount == 1_163_750)
    #expect(order.terms.taxes.map(\.tax.amount) == [133_883])
    #expect(order.terms.instalments.map(\.amount.amount) == [349_125, 814_625])
  }

  @Test("all that is optional may be missing")
  func optional() throws {
    let order = try Self.received(
      """
      {"orderNumber": "1", "revision": 0, "customer": {"name": "陈", "phone": "1"}, "signedOn": "2026-11-01",
       "lines": [{"lineNumber": "1", "description": "柜", "quantity": {"value": 1, "scale": 0},
         "unitPrice": {"amount": 100, "currency": "CNY"}}],
       "instalments": [{"label": "全款", "amount": {"amount": 100, "currency": "CNY"}, "dueOn": "2026-11-01"}]}
      """)
    #expect(order.salespersonId == nil && order.customer.number == nil && order.terms.promisedOn == nil)
  }

  @Test("a line keeps its id through revisions, another order's has another")
  func ids() throws {
    let ids = try Self.received(Self.json).terms.lines.map(\.lineId)
    #expect(
      try Self.received(Self.json.replacing("\"revision\": 1", with: "\"revision\": 2")).terms.lines.map(\.lineId)
        == ids)
    #expect(try Self.received(Self.json.replacing("-017", with: "-018")).terms.lines.map(\.lineId) != ids)
  }

  @Test("a line of our own that the ERP names stays the line that it is; what it calls otherwise is its own")
  func ownLines() throws {
    let (own, derived) = (try OrderTests.terms([("a", 100)]), try Self.received(Self.json).terms)
    let named = Self.json.replacing("\"lineNumber\": \"10\"", with: "\"lineNumber\": \"a\"")
    #expect(try Self.received(named, keeping: own).terms.lines.map(\.lineId) == ["a"])
    #expect(try Self.received(named).terms.lines.map(\.lineId) != ["a"])
    #expect(try Self.received(Self.json, keeping: own).terms.lines.map(\.lineId) == derived.lines.map(\.lineId))
    // An id that is derived of a number is nobody's number.
    let id = derived.lines[0].lineId
    let twice = Self.json.replacing("\"lineNumber\": \"10\"", with: "\"lineNumber\": \"\(id)\"")
    #expect(try Self.received(twice, keeping: derived).terms.lines[0].lineId != id)
  }

  @Test(
    "figures that do not add up name their field",
    arguments: [
      ("\"percent\": 70", "\"percent\": 69", "/instalments"),
      ("\"value\": 1250", "\"value\": -1250", "/lines/0/quantity/value"),
      ("\"amount\": 98000", "\"amount\": -1", "/lines/0/unitPrice/amount"),
      ("\"discountPercent\": 5", "\"discountPercent\": 101", "/lines/0/discountPercent"),
      ("\"lineNumber\": \"10\"", "\"lineNumber\": \" \"", "/lines/0/lineNumber"),
      ("\"name\": \"陈伟\"", "\"name\": \"\"", "/customer/name"),
      ("\"phone\": \"13800138000\"", "\"phone\": \" \"", "/customer/phone"),
      ("\"description\": \"衣柜\"", "\"description\": \"\"", "/lines/0/description"),
      ("\"label\": \"尾款\"", "\"label\": \"\"", "/instalments/1/label"),
    ])
  func refused(_ text: String, _ wrong: String, pointer: String) throws {
    #expect(Self.json.contains(text))
    let error = #expect(throws: InvalidField.self) { try Self.received(Self.json.replacing(text, with: wrong)) }
    #expect(error?.pointer == pointer)
  }

  @Test(
    "fields that are missing or of another kind cannot be decoded",
    arguments: [
      ("\"signedOn\": \"2026-11-01\",", ""), ("2026-12-15", "2026-02-30"), ("\"CNY\"", "\"RMB\""),
      ("\"phone\": \"13800138000\", ", ""), ("\"lineNumber\": \"10\",", ""), ("\"scale\": 2", "\"scale\": 9"),
      ("\"percent\": 30", "\"percent\": 30.001"), ("\"signedAt\": \"shop\"", "\"signedAt\": \"garage\""),
      ("[{\"label\"", "[7, {\"label\""),
    ])
  func undecodable(_ text: String, _ wrong: String) {
    #expect(Self.json.contains(text))
    #expect(throws: DecodingError.self) { try Self.received(Self.json.replacing(text, with: wrong)) }
  }
}
