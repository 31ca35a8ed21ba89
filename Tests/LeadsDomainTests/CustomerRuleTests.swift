import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("Rules of customers")
struct CustomerRuleTests {
  static let legal: [CustomerStatus: Set<CustomerStatus>] = [
    .prospect: [.active, .lost, .blocked], .active: [.dormant, .lost, .blocked], .dormant: [.active, .lost, .blocked],
    .lost: [.active, .dormant, .blocked], .blocked: [.active, .dormant, .lost],
  ]

  @Test("who has bought is a prospect no more", arguments: CustomerStatus.allCases, CustomerStatus.allCases)
  func status(from: CustomerStatus, to: CustomerStatus) throws {
    let customer = Sample.customer { $0.status = from }
    let edit = CustomerEdit(status: to)
    if from == to {
      #expect(try customer.edit(edit, at: Sample.at) == nil)
    } else if Self.legal[from]?.contains(to) == true {
      #expect(try customer.edit(edit, at: Sample.at)?.profile.status == to)
    } else {
      #expect(throws: LeadError.illegalStatus(from: from, to: to)) { try customer.edit(edit, at: Sample.at) }
    }
  }

  static let full = CustomerProfile(
    name: "陈伟", phone: "13800138000", wechat: "wx", email: "a@b.cn",
    address: Address(city: "佛山", community: "保利花园", building: "3", room: "1702"), type: "developer",
    status: .active, tags: ["金"], contacts: [ContactPerson(name: "李娜", role: "财务")],
    properties: [Property(community: "保利花园", room: "1702")],
    dates: [ImportantDate(kind: "birthday", date: Sample.day)], optOut: ["sms"], custom: ["level": "金"])

  @Test(
    "what an edit leaves out stays, lists are replaced, null and an empty text take a value away",
    arguments: [
      (CustomerEdit(), []), (CustomerEdit(name: "陈大伟"), ["name"]), (CustomerEdit(phone: .null), ["phone"]),
      (CustomerEdit(wechat: .value(""), email: .null), ["wechat", "email"]),
      (CustomerEdit(address: .value(Address(room: "1703"))), ["room"]),
      (CustomerEdit(address: .null), ["city", "community", "building", "room"]),
      (CustomerEdit(tags: .null, optOut: .value(["all"])), ["tags", "optOut"]),
      (CustomerEdit(contacts: .null, properties: .null, dates: .null), ["contacts", "properties", "dates"]),
      (CustomerEdit(custom: ["level": "", "area": "88"]), ["custom.area", "custom.level"]),
    ])
  func edits(edit: CustomerEdit, fields: [String]) throws {
    var customer = Sample.customer { $0 = Self.full }
    let event = try customer.edit(edit, at: Sample.at)
    #expect((event?.changedNames ?? []) == fields)
    guard let event else { return }
    customer.apply(event)
    #expect(customer.profile == Self.full.applying(edit) && customer.version == 2)
    #expect(event.origin == "edit" && event.updatedOn == Sample.day)
  }

  @Test(
    "an edit is refused with all that is wrong with it",
    arguments: [
      (CustomerEdit(phone: .value("x")), ["/phone"]), (CustomerEdit(phone: .value("")), []),
      (CustomerEdit(name: " ", type: ""), ["/name", "/type"]),
      (CustomerEdit(tags: .value(Array(repeating: "x", count: 51))), ["/tags"]),
      (CustomerEdit(tags: .value([""]), optOut: .value([" "])), ["/tags/0", "/optOut/0"]),
      (
        CustomerEdit(contacts: .value([ContactPerson(name: "", phone: "1")])),
        ["/contacts/0/name", "/contacts/0/phone"]
      ),
      (CustomerEdit(dates: .value([ImportantDate(kind: "", date: Sample.day)])), ["/dates/0/kind"]),
      (CustomerEdit(address: .value(Address(room: String(repeating: "1", count: 201)))), ["/address/room"]),
    ])
  func checks(edit: CustomerEdit, expected: [String]) {
    #expect(pointers { _ = try edit.checked([]) } == expected)
  }

  static let style = field("style", .choice, required: true, options: ["现代", "中式"])

  static func field(
    _ name: String, _ kind: CustomFieldKind, required: Bool = false, options: [String] = [], active: Bool = true
  ) -> CustomField {
    CustomField(
      entity: .lead, name: name, label: nil, kind: kind, required: required, options: options, active: active,
      version: 1)
  }

  @Test(
    "a value is of its field's kind",
    arguments: [
      (CustomFieldKind.text, "任何", true), (.number, "88.5", true), (.number, "-1", true), (.number, "大", false),
      (.number, "1e5", false), (.boolean, "true", true), (.boolean, "yes", false), (.date, "2026-02-28", true),
      (.date, "2026-02-30", false), (.choice, "现代", true), (.choice, "欧式", false),
    ])
  func kinds(kind: CustomFieldKind, value: String, fits: Bool) {
    #expect(Self.field("f", kind, options: ["现代"]).fits(value) == fits)
  }

  @Test(
    "required fields are asked for where the whole record is written, and not emptied later",
    arguments: [
      ([:], true, ["/custom/style"]), ([:], false, []), (["style": ""], false, ["/custom/style"]),
      (["style": "欧式"], false, ["/custom/style"]), (["style": "中式", "unknown": "x"], true, []),
    ] as [([String: String], Bool, [String])])
  func custom(values: [String: String], isWhole: Bool, expected: [String]) {
    let fields = [Self.style, Self.field("old", .number, required: true, active: false)]
    if isWhole {
      let draft = LeadDraft(name: "甲", phone: "13800138000", source: LeadSource(channel: .own), custom: values)
      #expect(pointers { _ = try draft.checked(fields) } == expected)
    } else {
      #expect(pointers { try LeadEdit(custom: values).check(fields) } == expected)
    }
  }

  @Test("a choice needs something to choose from")
  func define() {
    func define(_ kind: CustomFieldKind, _ options: [String]) -> [String]? {
      pointers {
        _ = try CustomField.define(
          CustomFieldDefined(
            entity: .lead, name: "style", label: nil, kind: kind, required: false, options: options, active: true,
            occurredAt: Sample.at))
      }
    }
    #expect(define(.choice, []) == ["/options"])
    #expect(define(.choice, ["现代"]) == [])
    #expect(define(.text, []) == [])
  }
}

@Suite("Rules of activities and touches")
struct ActivityRuleTests {
  @Test(
    "an activity is of a customer who is known, of a lead that is the customer's, and has happened",
    arguments: [
      (true, "c", 0, []), (false, nil, 0, ["/customerId", "/leadId"]), (true, "d", 0, ["/leadId"]),
      (true, "c", 86_400, []), (true, "c", 86_401, ["/at"]),
    ] as [(Bool, ID<Customer>?, Int, [String])])
  func activity(isKnown: Bool, customerOfLead: ID<Customer>?, seconds: Int, expected: [String]) {
    let draft = ActivityDraft(
      customerId: "c", leadId: "l", channel: .phone, at: Sample.at.adding(seconds: seconds), summary: "谈")
    #expect(
      pointers {
        try draft.check(customerIsKnown: isKnown, customerOfLead: customerOfLead, now: Sample.at)
      } == expected)
  }

  @Test(
    "somebody met is known by id or phone, or is new with phone and name",
    arguments: [
      (TouchDraft(channel: "x"), nil, ["/phone", "/name"]), (TouchDraft(customerId: "c", channel: "x"), "c", []),
      (TouchDraft(customerId: "n", channel: "x"), nil, ["/customerId"]),
      (TouchDraft(phone: "13800138000", channel: "x"), "c", []),
      (TouchDraft(phone: "13800138000", channel: "x"), nil, ["/name"]),
      (TouchDraft(name: "李", phone: "13800138000", channel: ""), nil, ["/channel"]),
    ] as [(TouchDraft, ID<Customer>?, [String])])
  func touch(draft: TouchDraft, known: ID<Customer>?, expected: [String]) {
    #expect(pointers { try draft.check(known: known, at: Sample.at, now: Sample.at) } == expected)
  }
}
