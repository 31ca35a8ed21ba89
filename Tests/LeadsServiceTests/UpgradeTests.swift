import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import Testing

@testable import LeadsService

@Suite("Stores of the builds before")
struct UpgradeTests {
  static let at = Instant(milliseconds: 0)
  static let profile = LeadProfile(name: "甲", phone: "13800138001", source: LeadSource(channel: .own))
  static let full = LeadProfile(
    name: "陈\"伟\"", phone: "13800138000", wechat: "wx\\", email: "a@b.cn", address: Address(city: "佛山", room: "17/02"),
    source: LeadSource(channel: .partner, detail: "设计\t公司", partnerId: "p1"), interests: ["橱柜", "门"],
    budget: try? Money(2_000_000), homeStage: "装修中", notes: "第一行\n第二行", custom: ["style": "现代", "area": "88"])

  private static func lead(_ profile: LeadProfile, inProfile: Bool, _ body: (inout LeadState) -> Void) -> LeadState {
    let day = BusinessDate(daysSince1970: 20_000)
    var lead = LeadState(
      LeadCaptured(
        leadId: "l", customerId: "c", profile: profile, ownerId: nil, protectedUntil: day, inProfile: inProfile,
        failedRules: inProfile ? [] : ["budget"], capturedOn: day, occurredAt: at))
    body(&lead)
    return lead
  }

  @Test(
    "a lead that had a column for each field becomes the document that is written from then on",
    arguments: [
      lead(profile, inProfile: true) { _ in },
      lead(full, inProfile: false) {
        $0.stage = .invalid
        ($0.ownerID, $0.firstOwnerID, $0.orderID) = ("e1", "e2", "o")
        ($0.reason, $0.reviewOn) = ("空号", BusinessDate(daysSince1970: 20_010))
        ($0.contactStatus, $0.contactVerifiedOn) = (.wrong, BusinessDate(daysSince1970: 20_001))
        ($0.mergedInto, $0.countedSource) = ("k", LeadSource(channel: .online, detail: "抖音"))
        ($0.importID, $0.version) = ("b", 7)
      },
    ])
  func leads(lead: LeadState) throws {
    let database = try Database(path: "", mode: .memory)
    try Schema("leads", Array(LeadsService.migrations.prefix(2))).migrate(database, at: Self.at)
    let profile = lead.profile
    let values: [(String, any Bindable)] = [
      ("id", lead.id), ("customer", lead.customerID), ("name", profile.name), ("phone", profile.phone),
      ("stage", lead.stage.rawValue), ("owner", lead.ownerID), ("first_owner", lead.firstOwnerID),
      ("channel", profile.source.channel.rawValue), ("source", try Document.text(profile.source)),
      ("interests", try Document.text(profile.interests)), ("budget", profile.budget?.amount),
      ("currency", profile.budget?.currency), ("home_stage", profile.homeStage), ("notes", profile.notes),
      ("custom", try Document.text(profile.custom)), ("in_profile", lead.inProfile),
      ("failed_rules", try Document.text(lead.failedRules)), ("protected_until", lead.protectedUntil),
      ("captured_on", lead.capturedOn), ("order_id", lead.orderID), ("reason", lead.reason),
      ("version", lead.version), ("wechat", profile.wechat), ("email", profile.email),
      ("address", try profile.address.map { try Document.text($0) }), ("review_on", lead.reviewOn),
      ("contact_status", lead.contactStatus?.rawValue), ("contact_on", lead.contactVerifiedOn),
      ("merged_into", lead.mergedInto), ("counted_source", try lead.countedSource.map { try Document.text($0) }),
      ("import_id", lead.importID),
    ]
    try database.run(
      "INSERT INTO leads (\(values.map(\.0).joined(separator: ", "))) VALUES (?\(String(repeating: ", ?", count: values.count - 1)))",
      values.map(\.1))

    try Schema("leads", LeadsService.migrations).migrate(database, at: Self.at)

    #expect(try LeadStore.lead(lead.id, in: database) == lead)
    let migrated = try rows(database)
    try LeadStore.write(lead, to: database)
    #expect(try rows(database) == migrated, "the row is not the one that is written from then on")
  }

  private func rows(_ database: Database) throws -> [String] {
    try database.all("SELECT * FROM leads") { row in
      (0..<row.columnCount).map { "\(row.value($0))" }.joined(separator: "|")
    }
  }
}
