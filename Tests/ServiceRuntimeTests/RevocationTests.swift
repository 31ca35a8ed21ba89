import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import Testing

@testable import ServiceRuntime

@Suite("Revoked tokens")
struct RevocationTests {
  private let revocations = Revocations()
  private let caller = Caller(subject: "s-01", name: "", roles: [.netSales])

  /// Milliseconds after noon at which a token was issued that is of a session, or of a machine.
  @Test(
    "what was issued before is refused, to the millisecond, and what after is not",
    arguments: [
      (true, -1000, true), (true, 0, true), (true, 1, false), (true, 999, false), (false, -1000, false),
      (false, 0, false),
    ])
  func sessionsOnly(isSession: Bool, issued: Int64, isRefused: Bool) throws {
    revocations.note(revoked(sessionsOnly: true))
    try check(isSession: isSession, issued: issued, isRefused: isRefused)
  }

  @Test(
    "what takes something from an employee reaches machines in his or her name",
    arguments: [(true, 0, true), (true, 1, false), (false, 0, true), (false, 1, false)])
  func everything(isSession: Bool, issued: Int64, isRefused: Bool) throws {
    revocations.note(revoked(sessionsOnly: false))
    try check(isSession: isSession, issued: issued, isRefused: isRefused)
  }

  @Test("of several events the latest moment counts, in whatever order they come")
  func latest() throws {
    revocations.note(revoked(sessionsOnly: false))
    revocations.note(
      AccessRevoked(employeeId: "s-01", notBefore: noon.adding(seconds: -60), sessionsOnly: false, reason: .changed))
    try check(isSession: true, issued: 0, isRefused: true)
    try check(isSession: false, issued: 0, isRefused: true)
  }

  @Test("a token seen before is refused as well, another employee's is not, and the next one is taken")
  func cached() throws {
    let tokens = try Tokens(signingKey: try SigningKey.make()).heeding(revocations)
    let token = try tokens.sign(caller, session: "s", at: noon, validFor: 600)
    let other = try tokens.sign(Caller(subject: "s-02", name: "", roles: []), session: "t", at: noon, validFor: 600)
    for _ in 0..<2 { #expect(try tokens.verify(token, at: noon).caller == caller) }
    revocations.note(revoked(sessionsOnly: true))
    for _ in 0..<2 { #expect(throws: Tokens.Refusal.revoked) { try tokens.verify(token, at: noon) } }
    #expect(try tokens.verify(other, at: noon).caller.subject == "s-02")
    // In the same millisecond.
    let next = try tokens.sign(caller, session: "u", at: noon, validFor: 600)
    #expect(try tokens.verify(next, at: noon).session == "u")
  }

  @Test("a machine's token is revoked by its id")
  func byID() throws {
    let tokens = try Tokens(signingKey: try SigningKey.make()).heeding(revocations)
    let (one, other) = (
      try tokens.sign(caller, id: "t-1", at: noon, validFor: 600),
      try tokens.sign(caller, id: "t-2", at: noon, validFor: 600)
    )
    #expect(try tokens.verify(one, at: noon).id == "t-1")
    revocations.note(TokenRevoked(tokenId: "t-1", revokedAt: noon))
    #expect(throws: Tokens.Refusal.revoked) { try tokens.verify(one, at: noon) }
    #expect(try tokens.verify(other, at: noon).id == "t-2")
  }

  @Test("a token that does not say when it was issued is refused once anything was revoked of its subject")
  func withoutIssued() {
    let token = Tokens.Verified(caller: caller, expiry: 0, session: nil, id: nil, issuedAt: nil)
    #expect(!revocations.refuse(token))
    revocations.note(revoked(sessionsOnly: false))
    #expect(revocations.refuse(token))
  }

  @Test("the table says the same after a restart", arguments: [nil, Source.leads, .sales])
  func table(source: Source?) throws {
    let database = try Database(path: "", mode: .memory)
    try database.execute(Migration.revocations.sql)
    let feature = Feature.revocations(of: source)
    let events: [any DomainEvent] = [
      revoked(sessionsOnly: true),
      AccessRevoked(employeeId: "s-02", notBefore: noon, sessionsOnly: true, reason: .signedOut),
      AccessRevoked(employeeId: "s-02", notBefore: noon.adding(seconds: -1), sessionsOnly: false, reason: .changed),
      TokenRevoked(tokenId: "t-1", revokedAt: noon),
    ]
    for event in events {
      if source == .leads { try [feature].apply(event, database) } else { try copy(event, feature, database) }
    }
    let again = Revocations()
    try again.load(from: database)
    for known in [again, try #require(feature.revocations)] {
      #expect(known.refuse(token(of: "s-01", isSession: true, issued: 0)))
      #expect(!known.refuse(token(of: "s-01", isSession: false, issued: 0)))
      #expect(known.refuse(token(of: "s-02", isSession: true, issued: -1)))
      #expect(!known.refuse(token(of: "s-02", isSession: false, issued: -1000)))
      #expect(known.refuse(token(of: "s-02", isSession: false, issued: -1001)))
      #expect(known.refuse(Tokens.Verified(caller: caller, expiry: 0, session: nil, id: "t-1", issuedAt: noon)))
    }
  }

  private func copy(_ event: any DomainEvent, _ feature: Feature, _ database: Database) throws {
    let subscriptions = Subscriptions(service: "x", to: [.leads], feature.listens)
    let origin = EventOrigin(
      JournalEntry(
        position: 1, stream: 0, number: 1, id: "e", type: Swift.type(of: event).type, key: event.key,
        subject: event.subject, time: noon, cause: Cause(actor: "x", correlationID: "x"), data: try event.encoded()),
      from: .leads, epoch: "e")
    try subscriptions.copy(try event.encoded(), origin, to: database)
  }

  private func revoked(sessionsOnly: Bool) -> AccessRevoked {
    AccessRevoked(
      employeeId: "s-01", notBefore: noon.adding(milliseconds: 1), sessionsOnly: sessionsOnly,
      reason: sessionsOnly ? .signedOut : .deactivated)
  }

  private func token(of subject: String, isSession: Bool, issued: Int64) -> Tokens.Verified {
    Tokens.Verified(
      caller: Caller(subject: subject, name: "", roles: []), expiry: 0, session: isSession ? "s" : nil, id: nil,
      issuedAt: noon.adding(milliseconds: issued))
  }

  private func check(isSession: Bool, issued: Int64, isRefused: Bool) throws {
    #expect(revocations.refuse(token(of: "s-01", isSession: isSession, issued: issued)) == isRefused)
  }
}
