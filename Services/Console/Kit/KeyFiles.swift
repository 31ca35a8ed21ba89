import FoundationEssentials
import Glibc
import JSON
import ServiceRuntime

/// The keys of a suite: `DIR/keys/signing-key.json`, readable by its owner alone, with which leads and this command line
/// sign, and `DIR/keys/jwks.json`, its public half, by which all others verify.
package enum KeyFiles {
  package static func signingKey(data: String) -> String { "\(data)/keys/signing-key.json" }
  package static func keySet(data: String) -> String { "\(data)/keys/jwks.json" }

  package static func exist(data: String) -> Bool { access(signingKey(data: data), F_OK) == 0 }

  /// What says in the environment that the suite has other keys than those of the folder.
  package static let variables = [
    "JOINERY_SIGNING_KEY", "JOINERY_SIGNING_KEY_FILE", "JOINERY_JWT_SECRET", "JOINERY_JWT_SECRET_FILE",
    "JOINERY_JWKS_FILE", "JOINERY_JWKS_URL",
  ]

  /// What this command line signs with: as the environment says, else with the folder's key; nil where there is none.
  package static func tokens(data: String, _ environment: [String: String]) throws -> Tokens? {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let standard = Tokens.Names()
    let names = Tokens.Names(
      issuer: set("JOINERY_TOKEN_ISSUER") ?? standard.issuer,
      audience: set("JOINERY_TOKEN_AUDIENCE") ?? standard.audience)
    let given = try set("JOINERY_SIGNING_KEY") ?? set("JOINERY_SIGNING_KEY_FILE").map(read)
    if let given { return try Tokens(signingKey: given, names) }
    let secret = try set("JOINERY_JWT_SECRET") ?? set("JOINERY_JWT_SECRET_FILE").map { try read($0).trimmed }
    if let secret { return try Tokens(secret: secret, names) }
    return exist(data: data) ? try Tokens(signingKey: try read(signingKey(data: data)), names) : nil
  }

  private static func read(_ file: String) throws -> String {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw Failure("the key '\(file)' cannot be read; check its permissions")
    }
    return text
  }

  /// Makes the key where there is none, and writes its public half; true where it made one.
  @discardableResult
  package static func makeIfMissing(data: String) throws -> Bool {
    try Folder.make("\(data)/keys", mode: 0o700)
    let isNew = exist(data: data) ? false : try OwnFile.make(signingKey(data: data), "\(try SigningKey.make())\n")
    try publish(data: data)
    return isNew
  }

  private static func publish(data: String) throws {
    let key = try SigningKey(try read(signingKey(data: data)))
    try OwnFile.replace(keySet(data: data), key.keySet + "\n", mode: 0o644)
  }

  /// How the signing key is changed for another one, step by step, so that nobody is signed out: first everybody learns
  /// of the next one, then it signs, then the earlier ones go.
  package enum Step: String, CaseIterable, Sendable {
    case add, turn, drop
  }

  /// Writes both files as the step leaves them.
  package static func rotate(_ step: Step, data: String) throws {
    guard let json = try? JSON(parsing: Array(try read(signingKey(data: data)).utf8)) else {
      throw Failure("'\(signingKey(data: data))' is no JSON; 'joinery keys' makes a new key where there is none")
    }
    var keys = json["keys"]?.array ?? [json]
    switch step {
    case .add: keys.append(try JSON(parsing: Array(try SigningKey.make().utf8)))
    case .turn: keys = keys.suffix(1) + keys.dropLast()
    case .drop: keys = Array(keys.prefix(1))
    }
    let text = String(decoding: (["keys": .array(keys)] as JSON).bytes, as: UTF8.self)
    _ = try SigningKey(text)
    try OwnFile.replace(signingKey(data: data), text + "\n", mode: 0o600)
    try publish(data: data)
  }
}
