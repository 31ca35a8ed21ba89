import Contracts
import Kernel
import TestSupport
import Testing

@Suite("Customers in after-sales", .serialized)
struct CustomerTests {
  @Test("are 404 until their event has come, and change with it")
  func copies() async throws {
    try await AfterSalesSuite.with { suite in
      #expect(try await suite.get("/v1/customers/c-2").status == 404)
      #expect(try await suite.get("/v1/customers/c-1").text("address/community") == "保利")
      try suite.say(
        CustomerUpdated(
          customerId: "c-1", profile: CustomerProfile(name: "", phone: "", address: Address(room: "1203")),
          changed: ChangedFields([.room]), previous: CustomerProfile(name: "", phone: "", address: Address()),
          origin: "edit",
          updatedOn: CompanyZone.day(at: suite.clock.now), occurredAt: suite.clock.now), as: suite.leads)
      try await suite.until("the change has come") {
        try await suite.get("/v1/customers/c-1").text("address/room") == "1203"
      }
    }
  }
}
