import Contracts
import Kernel
import ReportingDomain
import Testing

@Suite struct SignedOrderTests {
  struct Amendment: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let to: (salesperson: ID<Employee>?, shop: ID<Shop>?, total: Int64, currency: String)
    /// Salesperson, shop, orders, signed.
    let facts: [(ID<Employee>?, ID<Shop>?, Int, Int64, String)]
  }

  @Test(
    "An amendment adds the difference, or moves the whole",
    arguments: [
      Amendment(testDescription: "nothing changed", to: ("anna", "s1", 1000, "CNY"), facts: []),
      Amendment(
        testDescription: "more", to: ("anna", "s1", 1500, "CNY"), facts: [("anna", "s1", 0, 500, "CNY")]),
      Amendment(
        testDescription: "less", to: ("anna", "s1", 400, "CNY"), facts: [("anna", "s1", 0, -600, "CNY")]),
      Amendment(
        testDescription: "another salesperson", to: ("ben", "s1", 1500, "CNY"),
        facts: [("anna", "s1", -1, -1000, "CNY"), ("ben", "s1", 1, 1500, "CNY")]),
      Amendment(
        testDescription: "another shop", to: ("anna", "s2", 1000, "CNY"),
        facts: [("anna", "s1", -1, -1000, "CNY"), ("anna", "s2", 1, 1000, "CNY")]),
      Amendment(
        testDescription: "no shop any more", to: ("anna", nil, 1000, "CNY"),
        facts: [("anna", "s1", -1, -1000, "CNY"), ("anna", nil, 1, 1000, "CNY")]),
      Amendment(
        testDescription: "another currency", to: ("anna", "s1", 1000, "USD"),
        facts: [("anna", "s1", -1, -1000, "CNY"), ("anna", "s1", 1, 1000, "USD")]),
    ])
  func amend(_ given: Amendment) throws {
    let day = try #require(BusinessDate("2026-04-01"))
    let old = SignedOrder(leadId: "l", salesperson: "anna", shop: "s1", total: try Money(1000))
    let new = SignedOrder(
      leadId: "l", salesperson: given.to.salesperson, shop: given.to.shop,
      total: try Money(given.to.total, try #require(Currency(given.to.currency))))
    let facts = try old.change(to: new, on: day)
    #expect(facts.allSatisfy { $0.day == day && $0.leadId == "l" })
    #expect(facts.map(\.salesperson) == given.facts.map(\.0))
    #expect(facts.map(\.shop) == given.facts.map(\.1))
    #expect(facts.map(\.orders) == given.facts.map(\.2))
    #expect(facts.map(\.signed.amount) == given.facts.map(\.3))
    #expect(facts.map(\.signed.currency.code) == given.facts.map(\.4))
  }

  @Test("A cancellation takes back what is left")
  func cancel() throws {
    let day = try #require(BusinessDate("2026-05-01"))
    let order = SignedOrder(leadId: nil, salesperson: nil, shop: nil, total: try Money(700))
    let fact = order.cancelled(on: day)
    #expect(fact.orders == -1)
    #expect(fact.signed == (try Money(-700)))
    #expect(fact.day == day)
  }
}
