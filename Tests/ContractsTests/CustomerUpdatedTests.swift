import Contracts
import Kernel
import Testing

@Suite("Changes of customers")
struct CustomerUpdatedTests {
  static let full = CustomerProfile(
    name: "陈伟", phone: "13800138000", wechat: "wx", email: "a@b.cn",
    address: Address(city: "佛山", community: "保利花园", building: "3", room: "1702"), type: "developer",
    status: .active, tags: ["金"], contacts: [ContactPerson(name: "李娜", role: "财务")],
    properties: [Property(community: "保利花园", room: "1702")],
    dates: [ImportantDate(kind: "birthday", date: BusinessDate(daysSince1970: 9000))], optOut: ["sms"],
    custom: ["level": "金"])
  static let bare = CustomerProfile(name: "甲", phone: "", address: Address())

  private static func earlier(_ changes: String) throws -> CustomerUpdated {
    let json = """
      {"customerId":"c","changes":[\(changes)],"origin":"evaluation","updatedOn":"2026-11-22",\
      "occurredAt":"2026-11-22T08:30:00.000Z"}
      """
    return try #require(
      try Catalog.decoded("joinery.leads.customer.updated.v1", Array(json.utf8)) as? CustomerUpdated)
  }

  private static func changed(_ body: (inout CustomerProfile) -> Void) -> CustomerProfile {
    var profile = full
    body(&profile)
    return profile
  }

  @Test(
    "the first version, which has the changes only, changes these of a copy and leaves the rest",
    arguments: [
      (#"{"field":"name","from":"陈伟","to":"陈大伟"}"#, ["name"], changed { $0.name = "陈大伟" }),
      (#"{"field":"phone","from":"13800138000"}"#, ["phone"], changed { $0.phone = "" }),
      (
        #"{"field":"wechat","from":"wx"},{"field":"email","to":"b@b.cn"}"#, ["wechat", "email"],
        changed { ($0.wechat, $0.email) = (nil, "b@b.cn") }
      ),
      (
        #"{"field":"room","to":"1703"},{"field":"city","from":"佛山"}"#, ["room", "city"],
        changed { ($0.address.room, $0.address.city) = ("1703", nil) }
      ),
      (
        #"{"field":"type","to":"home-owner"},{"field":"status","from":"active","to":"lost"}"#, ["type", "status"],
        changed { ($0.type, $0.status) = ("home-owner", .lost) }
      ),
      (
        #"{"field":"tags","from":"[\"金\"]","to":"[]"},{"field":"contacts","to":"[{\"name\":\"王\"}]"}"#,
        ["tags", "contacts"], changed { ($0.tags, $0.contacts) = ([], [ContactPerson(name: "王")]) }
      ),
      (
        #"{"field":"optOut","from":"[\"sms\"]"},{"field":"dates"}"#, ["optOut", "dates"],
        changed { ($0.optOut, $0.dates) = ([], []) }
      ),
      (
        #"{"field":"custom.area","to":"88"},{"field":"custom.level","from":"金"}"#, ["custom.area", "custom.level"],
        changed { $0.custom = ["area": "88"] }
      ),
      (#"{"field":"custom.area","to":"88"}"#, ["custom.area"], changed { $0.custom["area"] = "88" }),
      // What no build has written, or a later one may have.
      (#"{"field":"shoeSize","from":"43"}"#, [], full), ("", [], full),
    ] as [(String, [String], CustomerProfile)])
  func upcast(changes: String, names: [String], expected: CustomerProfile) throws {
    let event = try Self.earlier(changes)
    var copy = Self.full
    event.apply(to: &copy)
    #expect(copy == expected && event.changedNames == names)
    #expect(event.key == "c" && event.subject == "c" && event.origin == "evaluation")
  }

  @Test(
    "a value of the first version that is none of its field's is told",
    arguments: [
      #"{"field":"status","to":"asleep"}"#, #"{"field":"tags","to":"no list"}"#, #"{"field":"dates","to":"[1]"}"#,
    ])
  func unreadable(change: String) {
    #expect(throws: (any Error).self) { try Self.earlier(change) }
  }

  @Test(
    "every field goes through the event, and a copy takes over those that changed",
    arguments: [
      (bare, full), (full, bare), (full, full),
    ])
  func everyField(old: CustomerProfile, new: CustomerProfile) throws {
    let changed = new.changed(since: old)
    #expect(changed.fields == (old == new ? [] : CustomerProfile.Field.allCases))
    let event = try CustomerUpdated.decoded(
      CustomerUpdated(
        customerId: "c", profile: new, changed: changed, previous: old, origin: "edit",
        updatedOn: BusinessDate(daysSince1970: 20_000), occurredAt: Instant(milliseconds: 0)
      ).encoded())
    var copy = old
    event.apply(to: &copy)
    #expect(copy == new)
  }
}
