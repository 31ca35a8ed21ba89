import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("Rules of accounts")
struct SignInRuleTests {
  static let policy = AccountsPolicy()
  static let at = Sample.at

  @Test(
    "a new password is long, not common, and not the code",
    arguments: [
      ("ab cd ef gh", []), ("correct horse", []), ("密码要足够长才行不然会猜", []),
      ("", [.tooShort(limit: 10, found: 0)]),
      ("ab cd ef ", [.tooShort(limit: 10, found: 9)]),
      ("密码要足够长才行", [.tooShort(limit: 10, found: 8)]),
      (String(repeating: "长 ", count: 250), []),
      (String(repeating: "长 ", count: 250) + "a", [.tooManyBytes(limit: 1000)]),
      ("1234567890", [.commonPassword]), ("1Q2w3e4r5t", [.commonPassword]), ("woaini1314520", [.commonPassword]),
      ("Password123", [.commonPassword]), ("qwertyuiop", [.commonPassword]), ("aaaaaaaaaaaaaaa", [.commonPassword]),
      ("Salesperson-01", [.sameAsCode]), ("salesperson-01", [.sameAsCode]), ("salesperson-012", []),
    ] as [(String, [FieldRule])])
  func passwords(password: String, expected: [FieldRule]) {
    var review = FieldReview()
    PasswordRule(Self.policy).review("/new", password, of: "salesperson-01", &review)
    #expect(review.findings == expected.map { InvalidField("/new", $0) })
    #expect(password.isEmpty || !"\(review.findings)".contains(password))
  }

  @Test(
    "the fifth wrong try makes the next wait, each further one twice as long, up to a quarter of an hour",
    arguments: [
      (0, nil), (1, nil), (4, nil), (5, 15), (6, 30), (7, 60), (8, 120), (9, 240), (10, 480), (11, 900), (12, 900),
      (80, 900),
    ] as [(Int, Int?)])
  func waits(wrong: Int, seconds: Int?) {
    var throttle = SignInThrottle(Self.policy)
    for _ in 0..<wrong { throttle.noteWrong([.account("e"), .address("a")], at: Self.at) }
    for subjects in [[.account("e")], [.address("a")], [.account("e"), .address("a")]] as [[SignInThrottle.Subject]] {
      #expect(throttle.wait(of: subjects, at: Self.at) == seconds)
    }
    #expect(throttle.wait(of: [.account("a"), .address("e")], at: Self.at) == nil)
    guard let seconds else { return }
    #expect(throttle.wait(of: [.account("e")], at: Self.at.adding(seconds: seconds - 1)) == 1)
    #expect(throttle.wait(of: [.account("e")], at: Self.at.adding(milliseconds: Int64(seconds) * 1000 - 1)) == 1)
    #expect(throttle.wait(of: [.account("e")], at: Self.at.adding(seconds: seconds)) == nil)
    // A clock that was set back.
    #expect(throttle.wait(of: [.account("e")], at: Self.at.adding(seconds: -86_400)) == seconds)
  }

  @Test("wrong tries are forgotten after an hour without one, not before", arguments: [(3599, 30), (3600, nil)])
  func forgotten(seconds: Int, expected: Int?) {
    var throttle = SignInThrottle(Self.policy)
    for _ in 0..<5 { throttle.noteWrong([.account("e")], at: Self.at) }
    let later = Self.at.adding(seconds: seconds)
    throttle.noteWrong([.account("e")], at: later)
    #expect(throttle.wait(of: [.account("e")], at: later) == expected)
  }

  @Test("the right password forgives the account, not the address")
  func right() {
    var throttle = SignInThrottle(Self.policy)
    for _ in 0..<5 { throttle.noteWrong([.account("e"), .address("a")], at: Self.at) }
    throttle.noteRight(account: "e")
    #expect(throttle.wait(of: [.account("e")], at: Self.at) == nil)
    #expect(throttle.wait(of: [.address("a")], at: Self.at) == 15)
  }

  @Test("whoever tries many names does not fill the memory, and whoever tried last stays known")
  func bounded() {
    var policy = Self.policy
    policy.rememberedTries = 100
    var throttle = SignInThrottle(policy)
    for number in 0..<1_000 {
      throttle.noteWrong([.account("e\(number)"), .address("a")], at: Self.at.adding(seconds: number))
      #expect(throttle.count <= 102)
    }
    #expect(throttle.wait(of: [.address("a")], at: Self.at.adding(seconds: 999)) == 900)
  }

  static func employee(active: Bool = true) -> EmployeeState {
    EmployeeState(code: "m-01", name: "王芳", role: "manager", shop: nil, active: active)
  }

  @Test("the first link of a company is good for an hour, others for three days", arguments: [(true, 1), (false, 72)])
  func invitations(isFirst: Bool, hours: Int) throws {
    let invitation = try Invitation.of(Self.employee(), isFirst: isFirst, at: Self.at, Self.policy)
    #expect(invitation.expiresAt == Self.at.adding(seconds: hours * 3600) && invitation.usedAt == nil)
    try invitation.check(at: invitation.expiresAt.adding(milliseconds: -1))
    #expect(throws: AccountError.linkExpired) { try invitation.check(at: invitation.expiresAt) }
    let used = Invitation(employee: "m-01", expiresAt: invitation.expiresAt, usedAt: Self.at)
    for at in [Self.at, invitation.expiresAt] { #expect(throws: AccountError.linkUsed) { try used.check(at: at) } }
  }

  @Test("whoever has left is not invited")
  func inactive() {
    #expect(throws: AccountError.inactive("m-01")) {
      try Invitation.of(Self.employee(active: false), isFirst: false, at: Self.at, Self.policy)
    }
  }

  @Test(
    "a session goes on with the present token, within twelve hours of its last use and thirty days of its start",
    arguments: [
      (true, 0, 0, true), (true, 0, 43_199, true), (true, 0, 43_200, false), (false, 0, 1, false),
      (true, 2_580_000, 2_591_999, true), (true, 2_580_000, 2_592_000, false), (false, 2_580_000, 2_580_001, false),
    ])
  func sessions(isCurrent: Bool, used: Int, now: Int, goesOn: Bool) {
    let session = Session(
      id: "s", employee: "e", secretHash: "h1", startedAt: Self.at, usedAt: Self.at.adding(seconds: used))
    let next = Result { () throws(AccountError) in
      try session.refreshed(isCurrent: isCurrent, next: "h2", at: Self.at.adding(seconds: now), Self.policy)
    }
    guard goesOn else {
      #expect(next.failure == .sessionOver)
      return
    }
    let refreshed = try? next.get()
    #expect(refreshed?.secretHash == "h2" && refreshed?.usedAt == Self.at.adding(seconds: now))
    #expect(refreshed?.id == "s" && refreshed?.employee == "e" && refreshed?.startedAt == Self.at)
  }

  @Test("a session ends twelve hours after its last use, and never later than its thirtieth day")
  func end() {
    let start = Session(id: "s", employee: "e", secretHash: "h", at: Self.at)
    #expect(start.endsAt(Self.policy) == Self.at.adding(seconds: 43_200))
    let late = Session(
      id: "s", employee: "e", secretHash: "h", startedAt: Self.at, usedAt: Self.at.adding(seconds: 30 * 86_400 - 60))
    #expect(late.endsAt(Self.policy) == Self.at.adding(seconds: 30 * 86_400))
  }

  @Test("further roles stay with an edit that does not name them, and an empty list takes them away")
  func roles() throws {
    let made = try EmployeeState.register(
      "m-01", name: "王芳", role: "manager", roles: ["finance", "manager", "finance"], shop: nil, active: true)
    #expect(made.roles == ["finance"])
    let employee = EmployeeState(made)
    #expect(employee.allRoles == ["manager", "finance"])
    #expect(try employee.edit(name: "王", role: nil, roles: nil, shop: .absent, active: nil).roles == ["finance"])
    #expect(try employee.edit(name: nil, role: "finance", roles: nil, shop: .absent, active: nil).roles == nil)
    #expect(try employee.edit(name: nil, role: nil, roles: [], shop: .absent, active: nil).roles == nil)
  }
}
