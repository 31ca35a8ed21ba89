@testable import AfterSalesDomain
import Contracts
import Kernel
import Testing

@Suite("Outlets")
struct OutletRuleTests {
  private func outlet(
    _ code: ID<Outlet>, _ area: String?, skills: [String] = ["橱柜"], capacity: Int? = nil, active: Bool = true
  ) -> OutletState {
    OutletState(
      OutletChanged(code: code, name: "n", area: area, skills: skills, capacity: capacity, active: active))
  }

  @Test(
    "the nearest that has the skill is proposed, the one with the least to do first, those that are full last",
    arguments: [
      ([:], ["O-2", "O-3", "O-1", "O-5"]), (["O-2": 1], ["O-3", "O-1", "O-5", "O-2"]),
      (["O-3": 5, "O-1": 2], ["O-2", "O-3", "O-1", "O-5"]), (["O-2": 1, "O-3": 9], ["O-1", "O-5", "O-2", "O-3"]),
    ] as [([String: Int], [String])])
  func proposals(load: [String: Int], expected: [String]) {
    let outlets = [
      outlet("O-1", "佛山", capacity: 9), outlet("O-2", "佛山保利", capacity: 1), outlet("O-3", "佛山保利", capacity: 9),
      outlet("O-4", "佛山保利", skills: ["石材"]), outlet("O-5", "广州"), outlet("O-6", "佛山保利", active: false),
    ]
    let found = ProposedOutlet.among(
      outlets, near: Address(city: "佛山", community: "保利"), skill: "橱柜",
      load: Dictionary(uniqueKeysWithValues: load.map { (ID($0), $1) }))
    #expect(found.map(\.code.text) == expected)
  }

  @Test(
    "near is what names the community, else the city; an address without either is near to nobody",
    arguments: [
      ("佛山保利", Address(city: "佛山", community: "保利"), .community), ("佛山", Address(city: "佛山", community: "保利"), .city),
      ("佛山", Address(), .elsewhere), ("佛山", Address(city: "", community: ""), .elsewhere),
      (nil, Address(city: "佛山"), .elsewhere),
    ] as [(String?, Address, ProposedOutlet.Nearness)])
  func nearness(area: String?, address: Address, nearness: ProposedOutlet.Nearness) {
    let found = ProposedOutlet.among([outlet("O-1", area)], near: address, skill: nil, load: [:])
    #expect(found.map(\.nearness) == [nearness])
  }

  @Test("has a name, skills that say something, and no negative capacity")
  func fieldRules() {
    let command = AddOutlet(code: "O-1", name: "", skills: ["橱柜", " "], capacity: -1)
    #expect(
      fields(failure { try command.event() }) == [
        InvalidField(pointer: "/name", rule: .blank), InvalidField(pointer: "/skills/1", rule: .blank),
        InvalidField(pointer: "/capacity", rule: .negative),
      ])
  }

  @Test("an edit keeps what it leaves out and clears what it says is nothing")
  func edits() throws {
    let found = outlet("O-1", "佛山", capacity: 3)
    let kept = try found.edit(EditOutlet(skills: ["石材"]))
    #expect(kept.area == "佛山" && kept.capacity == 3 && kept.skills == ["石材"])
    let cleared = try found.edit(EditOutlet(area: .null, capacity: .null))
    #expect(cleared.area == nil && cleared.capacity == nil && cleared.name == "n")
    let given = OutletState(try found.edit(EditOutlet(shop: .value("shop-1"))))
    #expect(given.shop == "shop-1")
    #expect(try given.edit(EditOutlet()).shop == "shop-1")
    #expect(try given.edit(EditOutlet(shop: .null)).shop == nil)
  }
}
