import Kernel
import SalesDomain
import Testing

@Suite("Credit at an order's confirmation")
struct CreditStandingTests {
  @Test(
    "an order of a customer on hold passes only where money that is not spoken for pays all of it",
    arguments: [
      // held for, unallocated, unbilled, total, admitted
      (nil, 0, 0, 100_000, true),
      ("overdue", 0, 0, 1, false),
      ("overdue", 0, 0, 0, true),
      ("overdue", 100_000, 0, 100_000, true),
      ("overdue", 99_999, 0, 100_000, false),
      ("overdue", 150_000, 50_000, 100_000, true),
      ("overdue", 150_000, 50_001, 100_000, false),
      ("overdue", -1, 0, 0, false),
    ] as [(String?, Int64, Int64, Int64, Bool)])
  func admits(heldFor: String?, unallocated: Int64, unbilled: Int64, total: Int64, isAdmitted: Bool) throws {
    let standing = CreditStanding(customer: "c", heldFor: heldFor, unallocated: unallocated, unbilled: unbilled)
    let money = try Money(total)
    if isAdmitted {
      try standing.admit(money)
    } else {
      #expect(throws: CreditHold(customer: "c", reasons: heldFor ?? "")) { try standing.admit(money) }
    }
  }
}
