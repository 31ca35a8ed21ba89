import Foundation
import JSON
import Kernel
import Synchronization
import TestSupport
import Testing

@testable import ServiceRuntime

@Suite("Keys that change while a service runs", .timeLimit(.minutes(5)))
struct KeyWatchTests {
  /// Milliseconds since the last try at which the next one is due.
  @Test(
    "keys are fetched every five minutes, sooner after a failure or an unknown key, and until there are any",
    arguments: [
      ([], false, 0), ([true], false, 300_000), ([false], false, 1_000), ([true, false], false, 10_000),
      ([true], true, 10_000), ([true, false, true], false, 300_000), ([false], true, 1_000),
    ] as [([Bool], Bool, Int64)])
  func rhythm(outcomes: [Bool], sawUnknown: Bool, due: Int64) {
    var fetching = KeyFetching()
    for outcome in outcomes { fetching.noteOutcome(outcome, at: noon) }
    fetching.noteUnknown(sawUnknown)
    fetching.noteUnknown(false)
    #expect(fetching.isDue(at: noon.adding(milliseconds: due)))
    if due > 0 { #expect(!fetching.isDue(at: noon.adding(milliseconds: due - 1))) }
  }

  @Test("a changed file is read again: keys come and go; one that is broken changes nothing and is logged")
  func files() async throws {
    let folder = TemporaryFolder()
    let (first, second) = (try Tokens(signingKey: try SigningKey.make()), try Tokens(signingKey: try SigningKey.make()))
    let watched = try Watched(folder, keySet: first.publicKeySet)
    let (old, new) = (try watched.token(of: first), try watched.token(of: second))
    #expect(watched.takes(old) && !watched.takes(new))
    try watched.write("{}")
    try await eventually { watched.log.contains("is not taken: the one before holds") }
    #expect(watched.takes(old))
    try watched.write(try #require(second.publicKeySet))
    try await eventually { watched.takes(new) }
    // Its signature was found good before.
    #expect(!watched.takes(old))
    watched.stop()
  }

  @Test("a changed secret is read again, so that machines' tokens of the old one end; one that is too short is not")
  func secret() async throws {
    let folder = TemporaryFolder()
    let (first, second) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
    let watched = try Watched(folder, secret: first)
    let (old, new) = (
      try watched.token(of: try Tokens(secret: first)), try watched.token(of: try Tokens(secret: second))
    )
    #expect(watched.takes(old) && !watched.takes(new))
    try watched.write("short\n")
    try await eventually { watched.log.contains("is not taken: the one before holds") }
    #expect(watched.takes(old) && !watched.log.contains("short"))
    try watched.write("\(second)\n")
    try await eventually { watched.takes(new) }
    #expect(!watched.takes(old))
    watched.stop()
  }

  @Test("keys of an address come when its server does; what it lies about changes nothing and is logged")
  func address() async throws {
    let folder = TemporaryFolder()
    let provider = try FakeProvider()
    let (first, second) = (try Tokens(signingKey: try SigningKey.make()), try Tokens(signingKey: try SigningKey.make()))
    let watched = try Watched(folder, address: "\(provider.address)/keys")
    let (old, new) = (try watched.token(of: first), try watched.token(of: second))
    // It is away at first.
    try await eventually {
      watched.steady.advance(milliseconds: 1_000)
      return provider.requests(to: "/keys").count >= 2
    }
    #expect(!watched.takes(old) && watched.log.contains("it answered 404"))
    provider.answer("/keys", try #require(first.publicKeySet))
    try await eventually {
      watched.steady.advance(milliseconds: 1_000)
      return watched.takes(old)
    }
    for (text, status) in [("{}", 200), ("", 200), (#"{"keys":[]}"#, 200), (second.publicKeySet ?? "", 500)] {
      provider.answer("/keys", text, status: status)
      let before = provider.requests(to: "/keys").count
      try await eventually {
        _ = watched.takes(new)
        watched.steady.advance(milliseconds: 10_000)
        return provider.requests(to: "/keys").count > before
      }
      #expect(watched.takes(old) && !watched.takes(new))
    }
    provider.answer("/keys", try #require(second.publicKeySet))
    // The token with an unknown key has the keys fetched, once in ten seconds at most.
    try await eventually {
      watched.steady.advance(milliseconds: 10_000)
      return watched.takes(new)
    }
    #expect(!watched.takes(old))
    watched.stop()
    await provider.stop()
  }

  /// Tokens whose keys are watched.
  private final class Watched: Sendable {
    let steady = ManualClock(noon)
    private let tokens: Tokens
    private let file: String
    private let lines = Mutex("")
    private let isOver = Mutex(false)

    init(_ folder: TemporaryFolder, keySet: String? = nil, address: String? = nil, secret: String? = nil) throws {
      file = "\(folder.path)/jwks.json"
      tokens = try Tokens(secret: secret, keySet: keySet, fetches: address != nil)
      var sources = KeySources()
      if let keySet {
        try keySet.write(toFile: file, atomically: true, encoding: .utf8)
        sources.keySetFile = file
      }
      if let secret {
        try "\(secret)\n".write(toFile: file, atomically: true, encoding: .utf8)
        sources.secretFile = file
      }
      sources.keySetAddress = address
      let log = Log(service: "x", level: .debug) { [weak self] line in
        self?.lines.withLock { $0 += String(decoding: line, as: UTF8.self) }
      }
      KeyWatch(tokens, sources, log, steady: steady.source) { [weak self] in self?.isOver.withLock { $0 } ?? true }
        .start()
    }

    var log: String { lines.withLock { $0 } }

    func write(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }

    func token(of tokens: Tokens) throws -> String {
      try tokens.sign(Caller(subject: "E-1", name: "", roles: [.shop]), at: noon, validFor: 3600)
    }

    func takes(_ token: String) -> Bool { (try? tokens.verify(token, at: noon)) != nil }

    func stop() { isOver.withLock { $0 = true } }
  }
}
