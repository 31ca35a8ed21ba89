import Kernel
import Testing

@testable import Demo

struct DemoPlanTests {
  static let today = BusinessDate(daysSince1970: 20_779)

  @Test func isTheSameForTheSameSeed() {
    let plan = DemoPlan(seed: 1, leads: 50, today: Self.today)
    let again = DemoPlan(seed: 1, leads: 50, today: Self.today)
    let other = DemoPlan(seed: 2, leads: 50, today: Self.today)
    #expect(plan.leads == again.leads && plan.erpOrders == again.erpOrders)
    #expect(plan.leads != other.leads)
  }

  @Test func holdsWhatItPromises() {
    let plan = DemoPlan(seed: DemoData.seed, leads: 200, today: Self.today)
    #expect(plan.leads.count == 200)
    #expect(plan.leads.count { $0.isQuoted } == 60)
    #expect(plan.leads.count { $0.ending == .quoted(accepted: true, ordered: true) } == 40)
    #expect(Set(plan.leads.map(\.channel)).count == 8)
    #expect(plan.erpOrders.count == 20)
    let phones = Set(plan.leads.map(\.person.phone))
    #expect(phones.count == 200)
    #expect(phones.allSatisfy { $0.hasPrefix("1380013") && $0.count == 11 })
    #expect(plan.erpOrders.count { phones.contains($0.person.phone) } == 10)
  }

  @Test func neverReachesIntoToday() {
    let start = Int64(Self.today.daysSince1970) * DemoPlan.day
    for lead in DemoPlan(seed: 3, leads: 300, today: Self.today).leads {
      #expect(start - lead.capturedAt.milliseconds <= 366 * DemoPlan.day)
      var earlier = lead.capturedAt
      for days in [0, 1, 4, 7, 8, 9, 14, 15, 16] {
        let time = DemoPlan.time(lead.capturedAt, plusDays: days, before: Self.today)
        #expect(time >= earlier && time.milliseconds < start)
        earlier = time
      }
    }
  }
}
