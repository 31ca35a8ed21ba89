import Contracts
import Kernel
import ReportingDomain
import Testing

@Suite struct LeadFactTests {
  struct Move: Sendable {
    let from: LeadStage
    let to: LeadStage
    let valid: Int
    let won: Int
  }

  @Test(
    "A move counts where validity or success changes",
    arguments: [
      Move(from: .new, to: .contacted, valid: 0, won: 0),
      Move(from: .contacted, to: .invalid, valid: -1, won: 0),
      Move(from: .invalid, to: .contacted, valid: 1, won: 0),
      Move(from: .invalid, to: .invalid, valid: 0, won: 0),
      Move(from: .quoted, to: .won, valid: 0, won: 1),
      Move(from: .won, to: .lost, valid: 0, won: -1),
      Move(from: .won, to: .invalid, valid: -1, won: -1),
      Move(from: .invalid, to: .won, valid: 1, won: 1),
    ])
  func move(_ given: Move) throws {
    let day = try #require(BusinessDate("2026-03-05"))
    let fact = LeadFact(
      LeadStageChanged(
        leadId: "l", customerId: "c", from: given.from, to: given.to, reason: nil, orderId: nil, changedOn: day,
        occurredAt: Instant(milliseconds: 0)))
    if given.valid == 0, given.won == 0 {
      #expect(fact == nil)
    } else {
      #expect(fact == LeadFact(leadId: "l", day: day, valid: given.valid, won: given.won))
    }
  }

  @Test("A captured lead is valid, and in profile where its rules say so", arguments: [true, false])
  func capture(inProfile: Bool) throws {
    let day = try #require(BusinessDate("2026-03-05"))
    let event = LeadCaptured(
      leadId: "l", customerId: "c",
      profile: LeadProfile(name: "张三", phone: "13800000000", source: LeadSource(channel: .online)), ownerId: nil,
      protectedUntil: day, inProfile: inProfile, failedRules: [], capturedOn: day,
      occurredAt: Instant(milliseconds: 0))
    #expect(LeadFact(event) == LeadFact(leadId: "l", day: day, leads: 1, inProfile: inProfile ? 1 : 0, valid: 1))
  }

  @Test("Only an order with a lead adds to a won amount")
  func order() throws {
    let day = try #require(BusinessDate("2026-03-05"))
    let without = SignedOrder(leadId: nil, salesperson: "e", shop: "s", total: try Money(100))
    let with = SignedOrder(leadId: "l", salesperson: "e", shop: "s", total: try Money(100))
    #expect(LeadFact(without.confirmed(on: day)) == nil)
    #expect(LeadFact(with.confirmed(on: day)) == LeadFact(leadId: "l", day: day, wonAmount: try Money(100)))
    #expect(LeadFact(with.cancelled(on: day)) == LeadFact(leadId: "l", day: day, wonAmount: try Money(-100)))
  }
}
