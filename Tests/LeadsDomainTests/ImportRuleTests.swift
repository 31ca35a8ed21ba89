import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("Rules of imports")
struct ImportRuleTests {
  @Test("a row is a lead by the names of its columns; empty cells say nothing")
  func row() throws {
    let draft = try LeadRow([
      "name": "甲", "phone": "138 0013 8000", "channel": "partner", "detail": "展会", "partnerId": "p",
      "interests": "橱柜;衣柜；门", "budget": "5000000", "room": "1702", "custom.style": "现代", "custom.area": "",
      "notes": "", "ownerId": "s-1",
    ]).draft()
    #expect(
      draft
        == LeadDraft(
          name: "甲", phone: "138 0013 8000", address: Address(room: "1702"),
          source: LeadSource(channel: .partner, detail: "展会", partnerId: "p"), interests: ["橱柜", "衣柜", "门"],
          budget: try Money(5_000_000), custom: ["style": "现代"], ownerId: "s-1"))
    #expect(try LeadRow(["name": "甲"]).draft().source.channel == .boughtList)
  }

  @Test(
    "a cell that cannot be read refuses its row",
    arguments: [
      (["budget": "12.5"], ["/budget"]), (["budget": "99999999999999999"], ["/budget"]),
      (["channel": "radio"], ["/channel"]), (["budget": ""], []),
    ])
  func refusals(cells: [String: String], expected: [String]) {
    #expect(pointers { _ = try LeadRow(cells).draft() } == expected)
  }

  @Test("a row that updates leaves what it does not say, the phone and the source")
  func edit() throws {
    let edit = try LeadRow(["name": "乙", "phone": "13800138000", "channel": "online", "notes": "新"]).edit()
    #expect(edit == LeadEdit(name: "乙", notes: .value("新"), custom: [:]))
  }

  @Test("a file is taken back once")
  func revert() throws {
    var batch = ImportBatchState(id: "b", created: 1, updated: 2, refused: 3, reverted: false)
    let event = try batch.revert(by: "e", at: Sample.at)
    #expect(event.reverted && event.created == 1 && event.updated == 2 && event.refused == 3)
    batch.reverted = true
    #expect(throws: LeadError.revertedAlready) { try batch.revert(by: "e", at: Sample.at) }
  }

  @Test("what a file made is taken back unless somebody has worked on it", arguments: [(1, true), (2, false)])
  func made(version: Int, isUntouched: Bool) throws {
    let event = try Sample.lead { $0.version = version }.takeBack(Sample.policy, at: Sample.at)
    #expect((event?.to == .invalid) == isUntouched && event?.reviewOn == nil)
  }

  @Test("what a file changed is brought back unless somebody has worked on it", arguments: [(2, true), (3, false)])
  func changed(version: Int, isUntouched: Bool) throws {
    let lead = Sample.lead { lead in
      lead.version = version
      lead.profile.budget = try? Money(5)
    }
    let change = FieldChange(field: "budget", from: nil, to: "x")
    let old = try lead.before(ImportEdit(leadID: "l", version: 2, changes: [change]))
    #expect(old == (isUntouched ? Sample.lead().profile : nil))
  }
}
