import Contracts
import Kernel
import Testing

@Suite("Edits of leads")
struct LeadEditedTests {
  static let now = LeadProfile(
    name: "陈伟", phone: "13800138000", wechat: "wx", address: Address(city: "佛山", room: "1702"),
    source: LeadSource(channel: .online, detail: "抖音"), interests: ["橱柜", "门"], budget: try? Money(2_000_000),
    notes: "急", custom: ["style": "现代"])

  private static func was(_ body: (inout LeadProfile) -> Void) -> LeadProfile {
    var profile = now
    body(&profile)
    return profile
  }

  private static func edited(_ changes: String) throws -> LeadEdited {
    let json = """
      {"leadId":"l","customerId":"c","name":"陈伟","phone":"13800138000","wechat":"wx",\
      "address":{"city":"佛山","room":"1702"},"source":{"channel":"online","detail":"抖音"},"interests":["橱柜","门"],\
      "budget":{"amount":2000000,"currency":"CNY"},"notes":"急","custom":{"style":"现代"},"inProfile":false,\
      "failedRules":["budget"],"changes":[\(changes)],"importId":"b","editedOn":"2026-11-22",\
      "occurredAt":"2026-11-22T08:30:00.000Z"}
      """
    let event = try Catalog.decoded("joinery.leads.lead.edited.v1", Array(json.utf8))
    return try #require(event as? LeadEdited)
  }

  @Test(
    "the first version is read with what a lead said before",
    arguments: [
      ("", [], now),
      (#"{"field":"name","from":"陈大伟","to":"陈伟"}"#, [.name], was { $0.name = "陈大伟" }),
      (
        #"{"field":"phone","from":"13900139000","to":"13800138000"},{"field":"notes","to":"急"}"#, [.phone, .notes],
        was {
          $0.phone = "13900139000"
          $0.notes = nil
        }
      ),
      (
        #"{"field":"wechat","from":"5","to":"wx"},{"field":"email","from":"a@b.cn"},{"field":"homeStage","from":"新房"}"#,
        [.wechat, .email, .homeStage],
        was {
          $0.wechat = "5"
          $0.email = "a@b.cn"
          $0.homeStage = "新房"
        }
      ),
      (#"{"field":"address","to":"{}"}"#, [.address], was { $0.address = nil }),
      (
        #"{"field":"address","from":"{\"community\":\"保利\"}","to":"{}"}"#, [.address],
        was { $0.address = Address(community: "保利") }
      ),
      (
        #"{"field":"source","from":"{\"channel\":\"own\"}","to":"{}"},{"field":"interests","from":"[]","to":"[]"}"#,
        [.source, .interests],
        was {
          $0.source = LeadSource(channel: .own)
          $0.interests = []
        }
      ),
      (
        #"{"field":"budget","to":"x"},{"field":"custom","from":"{\"area\":\"88\"}","to":"{}"}"#, [.budget, .custom],
        was {
          $0.budget = nil
          $0.custom = ["area": "88"]
        }
      ),
      // What no build has written, or a later one may have.
      (#"{"field":"shoeSize","from":"43"},{"field":"budget","from":"much"}"#, [.budget], now),
    ] as [(String, [LeadProfile.Field], LeadProfile)])
  func upcast(changes: String, fields: [LeadProfile.Field], previous: LeadProfile) throws {
    let event = try Self.edited(changes)
    #expect(event.profile == Self.now && event.changed.fields == fields && event.previous == previous)
    #expect(event.key == "c" && event.subject == "l" && event.importId == "b" && event.failedRules == ["budget"])
  }

  @Test("each field that differs is told once, in one order, and its text brings it back")
  func changes() throws {
    let bare = LeadProfile(name: "甲", phone: "13800138001", source: LeadSource(channel: .own))
    for (new, old) in [(Self.now, bare), (bare, Self.now)] {
      let changed = new.changed(since: old).fields
      #expect(changed == LeadProfile.Field.allCases.filter { $0 != .email && $0 != .homeStage })
      #expect(try new.before(changed.map { try new.change(of: $0, since: old) }) == old)
    }
    #expect(Self.now.changed(since: Self.now).fields.isEmpty)
  }

  @Test("a changed field that this build does not have is left out")
  func laterField() throws {
    let event = try Self.edited(#"{"field":"notes","from":"旧","to":"急"}"#)
    let text = String(decoding: try event.encoded(), as: UTF8.self)
    let later = text.replacing(#""changed":["notes"]"#, with: #""changed":["notes","shoeSize"]"#)
    #expect(later != text)
    #expect(try LeadEdited.decoded(Array(later.utf8)).changed.fields == [.notes])
  }
}
