import Crypto
import Testing

@Suite("Hashes of passwords")
struct PasswordHashTests {
  @Test("a hash is its password's and nobody else's", arguments: ["correct horse", "密码要足够长才行", "", "a\u{0}b"])
  func verifies(password: String) throws {
    let hash = try PasswordHash.make(password, .least)
    #expect(hash.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
    #expect(try PasswordHash.verify(password, hash))
    #expect(try !PasswordHash.verify("\(password) ", hash))
    #expect(try !PasswordHash.verify("", hash) || password.isEmpty)
  }

  @Test("the same password has another hash each time")
  func salt() throws {
    #expect(try PasswordHash.make("correct horse", .least) != PasswordHash.make("correct horse", .least))
  }

  @Test(
    "a text that is no hash is nobody's",
    arguments: ["", "x", "$argon2id$v=19$m=8,t=1,p=1$", String(repeating: "$", count: 500)])
  func broken(hash: String) throws {
    #expect(try !PasswordHash.verify("correct horse", hash))
    #expect(PasswordHash.needsRehash(hash, .least))
  }

  @Test("a hash of another cost is to be made anew")
  func rehash() throws {
    let hash = try PasswordHash.make("correct horse", .least)
    #expect(!PasswordHash.needsRehash(hash, .least))
    #expect(PasswordHash.needsRehash(hash, PasswordHash.Cost(passes: 2, bytes: 8 << 10)))
    #expect(PasswordHash.needsRehash(hash, .standard))
  }

  @Test("nobody's hash is read as a real one of its cost, and is no password's")
  func ofNobody() throws {
    let hash = PasswordHash.ofNobody(.least)
    #expect(!PasswordHash.needsRehash(hash, .least))
    #expect(try !PasswordHash.verify("", hash) && !PasswordHash.verify("correct horse", hash))
    #expect(hash != PasswordHash.ofNobody(.least))
  }

  @Test("more memory than there is, is told")
  func noMemory() {
    #expect(throws: PasswordHash.NoMemory.self) {
      try PasswordHash.make("correct horse", PasswordHash.Cost(passes: 1, bytes: 4_398_046_510_080))
    }
  }

  @Test("the standard cost is what the documents say")
  func standard() throws {
    let begun = ContinuousClock.now
    let hash = try PasswordHash.make("correct horse", .standard)
    #expect(ContinuousClock.now - begun > .milliseconds(20))
    #expect(hash.hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$"))
    #expect(!PasswordHash.needsRehash(PasswordHash.ofNobody(.standard), .standard))
  }
}

@Suite("Secrets")
struct SecretsTests {
  @Test("random bytes differ") func random() {
    #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    #expect(SecureRandom.bytes(0) == [] && SecureRandom.bytes(48).count == 48)
  }

  @Test(
    "texts are equal when all of them is",
    arguments: [("", "", true), ("ab", "ab", true), ("ab", "ac", false), ("ab", "abc", false), ("ab", "", false)])
  func equal(left: String, right: String, expected: Bool) { #expect(ConstantTime.equal(left, right) == expected) }
}
