import ServiceRuntime
import TestSupport
import Testing

@Suite("Recommendations, spreadsheets and credit holds over HTTP", .serialized)
struct RecommendationTests {
  private func line(_ sku: String) -> String {
    Bodies.line.replacing("WD-2400", with: sku)
  }

  @Test("what others bought beside it is recommended, until it is bought or declined")
  func coPurchases() async throws {
    try await SalesSuite.with { suite in
      for sku in ["A", "B", "C"] {
        let product = """
          {"sku": "\(sku)", "name": "产品\(sku)", "unit": "件", "price": {"amount": 100, "currency": "CNY"}, \
          "category": "柜"}
          """
        #expect(try await suite.post("/v1/products", product).status == 201)
      }
      let plain = Bodies.order.replacing("\"leadId\": \"l-1\", ", with: "")
      func order(_ customer: String, _ skus: [String]) async throws {
        let lines = skus.map(line).joined(separator: ", ")
        let body = plain.replacing("c-1", with: customer).replacing("[\(Bodies.line)]", with: "[\(lines)]")
        #expect(try await suite.post("/v1/orders", body).status == 201)
      }
      try await order("c-2", ["A", "B", "C"])
      #expect(try await suite.call("GET", "/v1/customers/c-1/recommendations").count("items") == 0)
      try await order("c-1", ["A"])
      let both = try await suite.call("GET", "/v1/customers/c-1/recommendations")
      #expect(both.count("items") == 2 && both.text("items/0/sku") == "B" && both.number("items/0/buyers") == 1)
      #expect(both.text("items/0/reason")?.contains("产品A") == true)
      let declined = #"{"sku": "B", "outcome": "declined"}"#
      #expect(try await suite.post("/v1/customers/c-1/recommendations", declined).status == 200)
      try await order("c-1", ["C"])
      #expect(try await suite.call("GET", "/v1/customers/c-1/recommendations").count("items") == 0)
      #expect(try await suite.call("GET", "/v1/customers/x/recommendations").status == 404)
    }
  }

  @Test("a quote is a spreadsheet")
  func spreadsheet() async throws {
    try await SalesSuite.with { suite in
      let id = try #require(try await suite.post("/v1/quotes", Bodies.quote).text("id"))
      let book = try await suite.call("GET", "/v1/quotes/\(id).xlsx")
      #expect(book.status == 200 && book.plain.hasPrefix("PK"))
    }
  }
}
