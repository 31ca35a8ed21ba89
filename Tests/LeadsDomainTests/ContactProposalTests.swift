import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("What customers propose of their contact data")
struct ContactProposalTests {
  private static func said(_ contact: InstallationEvaluated.Contact?) -> InstallationEvaluated {
    InstallationEvaluated(
      installationId: "i", customerId: "c", crewId: nil, scores: [:], comments: nil, contact: contact,
      evaluatedOn: Sample.day, occurredAt: Sample.at, version: 2)
  }

  @Test(
    "a proposal has what differs, with both values",
    arguments: [
      (.init(name: "陈大伟", phone: "138-0013-8001", address: nil), ["name", "phone"]),
      (.init(name: " ", phone: nil, address: nil), []), (.init(name: "陈伟", phone: "138 0013 8000", address: nil), []),
      (.init(name: nil, phone: "call me", address: nil), ["phone"]),
      (.init(name: nil, phone: nil, address: Address(city: "", room: "1703")), ["room"]), (nil, []),
    ] as [(InstallationEvaluated.Contact?, [String])])
  func differs(contact: InstallationEvaluated.Contact?, fields: [String]) {
    let proposal = Sample.customer().proposal(of: Self.said(contact), as: "p")
    #expect(proposal?.fields.map(\.field) ?? [] == fields)
    #expect(proposal?.fields.first { $0.field == "phone" }?.from ?? "13800138000" == "13800138000")
    #expect(proposal.map { $0.proposalId == "p" && $0.evaluationVersion == 2 } ?? true)
  }

  private static func proposal() throws -> ContactProposalState {
    let contact = InstallationEvaluated.Contact(name: "陈大伟", phone: "13800138001", address: nil)
    return ContactProposalState(try #require(Sample.customer().proposal(of: said(contact), as: "p")))
  }

  @Test(
    "all of it is taken, or what is named",
    arguments: [(nil, ["name", "phone"]), (["phone"], ["phone"]), (["phone", "name"], ["name", "phone"])]
      as [([String]?, [String])])
  func takes(names: [String]?, fields: [String]) throws {
    var (proposal, customer) = (try Self.proposal(), Sample.customer())
    let taking = try proposal.take(names, of: customer, by: "e", at: Sample.at)
    let change = try #require(taking.change)
    #expect(change.changedNames == fields && change.origin == "evaluation" && taking.taken.fields == fields)
    customer.apply(change)
    #expect(customer.profile.phone == "13800138001")
    #expect(customer.profile.name == (fields.contains("name") ? "陈大伟" : "陈伟"))
    proposal.apply(taking.taken)
    #expect(proposal.stage == .taken && proposal.by == "e" && proposal.taken == fields)
  }

  @Test("what it does not name is refused", arguments: [[], ["room"], ["phone", "x"]])
  func unknown(names: [String]) throws {
    let proposal = try Self.proposal()
    #expect(throws: LeadError.self) { try proposal.take(names, of: Sample.customer(), by: "e", at: Sample.at) }
  }

  @Test("a value that changed meanwhile is told, unless it is named or is what the customer wrote")
  func changedMeanwhile() throws {
    let proposal = try Self.proposal()
    var customer = Sample.customer()
    customer.apply(
      try #require(try customer.edit(CustomerEdit(name: "陈小伟"), at: Sample.at)))
    let told = LeadError.contactChanged([FieldChange(field: "name", from: "陈小伟", to: "陈大伟")])
    #expect(throws: told) { try proposal.take(nil, of: customer, by: "e", at: Sample.at) }
    #expect(try proposal.take(["name"], of: customer, by: "e", at: Sample.at).change?.profile.name == "陈大伟")
    customer.apply(try #require(try customer.edit(CustomerEdit(name: "陈大伟"), at: Sample.at)))
    #expect(try proposal.take(nil, of: customer, by: "e", at: Sample.at).change?.changedNames == ["phone"])
  }

  @Test("it is decided once")
  func once() throws {
    let open = try Self.proposal()
    var (taken, declined) = (open, open)
    taken.apply(try open.take(nil, of: Sample.customer(), by: "e", at: Sample.at).taken)
    declined.apply(try open.decline(reason: "旧号在用", by: "e", at: Sample.at))
    #expect(declined.stage == .declined && declined.reason == "旧号在用")
    for (proposal, stage) in [(taken, ProposalStage.taken), (declined, .declined)] {
      #expect(throws: LeadError.proposalDecided(stage)) {
        try proposal.take(nil, of: Sample.customer(), by: "e", at: Sample.at)
      }
      #expect(throws: LeadError.proposalDecided(stage)) { try proposal.decline(reason: nil, by: "e", at: Sample.at) }
    }
  }

  @Test("a phone that is none can be left, and not taken")
  func noPhone() throws {
    let contact = InstallationEvaluated.Contact(name: "陈大伟", phone: "call me", address: nil)
    let proposal = ContactProposalState(try #require(Sample.customer().proposal(of: Self.said(contact), as: "p")))
    #expect(throws: LeadError.invalidFields([InvalidField("/phone", .notAPhone)])) {
      try proposal.take(nil, of: Sample.customer(), by: "e", at: Sample.at)
    }
    let taking = try proposal.take(["name"], of: Sample.customer(), by: "e", at: Sample.at)
    #expect(taking.change?.changedNames == ["name"])
  }
}
