@testable import AfterSalesDomain
import Contracts
import Kernel
import Testing

@Suite("Evaluations")
struct EvaluationRuleTests {
  init() throws { try CompanyZone.use("Asia/Shanghai") }

  private func evaluated(hash: String?, version: Int? = 1) -> InstallationEvaluated {
    InstallationEvaluated(
      installationId: "i-1", customerId: "c-1", crewId: nil, scores: ["attitude": 5], comments: nil, contact: nil,
      evaluatedOn: day("2026-11-24"), occurredAt: now, version: version, evaluationHash: hash)
  }

  @Test(
    "a link is good once, until its last day",
    arguments: [
      ("2026-12-23", nil, nil), ("2026-12-24", nil, .expired(on: day("2026-12-23"))), ("2026-11-24", "hash", .used),
      ("2026-12-24", "hash", .used), ("2026-11-24", "other", nil),
    ] as [(String, String?, EvaluationLinkError?)])
  func links(on: String, usedBy: String?, refusal: EvaluationLinkError?) {
    var link = EvaluationLink(InstallationState.completed())
    if let usedBy { link.apply(evaluated(hash: usedBy)) }
    #expect(failure { try link.check(on: day(on)) } as? EvaluationLinkError == refusal)
  }

  @Test("another link is good for the policy's days, and only for an installation that is done")
  func issuing() throws {
    var policy = AfterSalesPolicy()
    policy.evaluationLinkDays = 10
    let event = try InstallationState.at(.completed).issueLink(
      hash: "h-2", today: day("2026-11-23"), by: policy, employee: "e", at: now)
    #expect(EvaluationLink(event).expiresOn == day("2026-12-03"))
    #expect(throws: InstallationError.illegalMove(.issueLink, .planned)) {
      try InstallationState.planned().issueLink(
        hash: "h-2", today: day("2026-11-23"), by: policy, employee: "e", at: now)
    }
  }

  @Test(
    "are scored from 1 to 5, at least once, with fields of a length",
    arguments: [
      (["a": 1, "b": 5], nil, []), ([:], nil, [InvalidField(pointer: "/scores", rule: .noScores)]),
      (["a": 0], nil, [InvalidField(pointer: "/scores/a", rule: .scoreOutOfRange(1...5))]),
      (["a": 6], nil, [InvalidField(pointer: "/scores/a", rule: .scoreOutOfRange(1...5))]),
      (["": 3], nil, [InvalidField(pointer: "/scores", rule: .questionName(limit: 50))]),
      (
        Dictionary(uniqueKeysWithValues: (0..<51).map { ("q\($0)", 3) }), nil,
        [InvalidField(pointer: "/scores", rule: .tooManyScores(limit: 50))]
      ),
      (
        ["a": 3], String(repeating: "1", count: 51),
        [InvalidField(pointer: "/contact/phone", rule: .tooLong(limit: 50, count: 51))]
      ),
    ] as [([String: Int], String?, [InvalidField])])
  func forms(scores: [String: Int], phone: String?, expected: [InvalidField]) {
    let form = EvaluationForm(scores: scores, comments: nil, contact: phone.map { .init(phone: $0) })
    let job = InstallationState.at(.completed)
    #expect(fields(failure { try job.evaluate(form, after: [], hash: nil, at: now) }) == expected)
  }

  @Test("a later one is the next version; what the customer says of the contact goes with it as it was said")
  func versions() throws {
    let job = InstallationState.at(.completed)
    let earlier = [
      EvaluationState(evaluated(hash: nil, version: nil)), EvaluationState(evaluated(hash: nil, version: 4)),
    ]
    let contact = EvaluationForm.Contact(name: "陈伟", phone: "13800138001", address: Address(room: "1203"))
    let event = try job.evaluate(
      EvaluationForm(scores: ["attitude": 3], comments: "好", contact: contact), after: earlier, hash: "hash", at: now)
    #expect(event.version == 5 && event.evaluatedOn == day("2026-11-23") && event.crewId == "K-1")
    #expect(event.contact == .init(name: "陈伟", phone: "13800138001", address: Address(room: "1203")))
    let silent = try job.evaluate(
      EvaluationForm(scores: ["attitude": 3], comments: nil, contact: nil), after: [], hash: nil, at: now)
    #expect(silent.version == 1 && silent.contact == nil)
  }
}
