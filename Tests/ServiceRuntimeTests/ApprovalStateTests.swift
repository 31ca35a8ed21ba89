import Contracts
import Kernel
import ServiceRuntime
import Testing

@Suite("A request for an approval")
struct ApprovalStateTests {
  enum Move: CaseIterable {
    case grant, refuse, withdraw
  }

  private typealias Owner = SalesOwner

  private static func day(_ text: String) throws -> Instant { try #require(Instant("\(text)T02:00:00Z")) }

  /// Made by `n-01` on 22 November, until 22 December.
  private static func open() throws -> ApprovalState {
    ApprovalState(
      ApprovalRequested<Owner>(
        approvalId: "a-1", customerId: "c-1", needs: [ApprovalNeed(rule: .discount, chinese: "折", english: "off")],
        reason: "老客户", requesterId: "n-01", role: "net-sales", shop: nil, method: "POST", path: "/v1/x", body: "{}",
        expiresOn: try #require(BusinessDate("2026-12-22")), occurredAt: try day("2026-11-22")))
  }

  /// What a move comes to, as its event leaves the request.
  private static func make(
    _ move: Move, of state: ApprovalState, by person: ID<Employee>, on day: String
  ) throws -> ApprovalState {
    var after = state
    let time = try Self.day(day)
    switch move {
    case .grant:
      let event: ApprovalGranted<Owner> = try state.grant(by: person, answered: 201, at: "/v1/y", at: time)
      after.apply(event)
    case .refuse:
      let event: ApprovalRefused<Owner> = try state.refuse(by: person, because: "不行", at: time)
      after.apply(event)
    case .withdraw:
      let event: ApprovalWithdrawn<Owner> = try state.withdraw(by: person, at: time)
      after.apply(event)
    }
    return after
  }

  @Test(
    "it is decided by somebody else, or withdrawn by who asked, until its last day",
    arguments: [
      (.grant, "m-01", "2026-12-22", .granted, nil),
      (.grant, "n-01", "2026-11-22", nil, .ownRequest),
      (.grant, "m-01", "2026-12-23", nil, .expired(BusinessDate(daysSince1970: 20_809))),
      (.refuse, "m-01", "2026-11-22", .refused, nil),
      (.refuse, "n-01", "2026-11-22", nil, .ownRequest),
      (.refuse, "m-01", "2026-12-23", nil, .expired(BusinessDate(daysSince1970: 20_809))),
      (.withdraw, "n-01", "2026-12-22", .withdrawn, nil),
      (.withdraw, "m-01", "2026-11-22", nil, .notRequester),
      (.withdraw, "n-01", "2026-12-23", nil, .expired(BusinessDate(daysSince1970: 20_809))),
    ] as [(Move, ID<Employee>, String, ApprovalStage?, ApprovalError?)])
  func moves(move: Move, person: ID<Employee>, day: String, stage: ApprovalStage?, error: ApprovalError?) throws {
    let state = try Self.open()
    if let error {
      #expect(throws: error) { _ = try Self.make(move, of: state, by: person, on: day) }
    } else {
      let after = try Self.make(move, of: state, by: person, on: day)
      let time = try Self.day(day)
      #expect(after.stage == stage && after.decidedBy == person && after.decidedAt == time)
      #expect(after.refusal == (move == .refuse ? "不行" : nil))
      #expect(after.status == (move == .grant ? 201 : nil) && after.location == (move == .grant ? "/v1/y" : nil))
    }
  }

  @Test("it is decided once", arguments: Move.allCases, Move.allCases)
  func once(first: Move, second: Move) throws {
    let decided = try Self.make(first, of: Self.open(), by: first == .withdraw ? "n-01" : "m-01", on: "2026-11-22")
    #expect(throws: ApprovalError.decided(decided.stage)) {
      _ = try Self.make(second, of: decided, by: second == .withdraw ? "n-01" : "m-01", on: "2026-11-22")
    }
  }

  @Test("only an open one expires")
  func expiry() throws {
    let open = try Self.open()
    let last = try #require(BusinessDate("2026-12-22"))
    #expect(open.stage(on: last) == .open && open.stage(on: last.adding(days: 1)) == .expired)
    let refused = try Self.make(.refuse, of: open, by: "m-01", on: "2026-11-22")
    #expect(refused.stage(on: last.adding(days: 1)) == .refused)
  }
}
