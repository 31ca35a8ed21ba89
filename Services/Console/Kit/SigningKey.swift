import FoundationEssentials
import Glibc
import ServiceRuntime

/// The secret that signs the tokens of a local run: `DIR/keys/jwt-secret`, readable by its owner alone.
package enum SigningKey {
  package static func path(data: String) -> String { "\(data)/keys/jwt-secret" }

  package static func exists(data: String) -> Bool { access(path(data: data), F_OK) == 0 }

  /// The keys that services started here have: of the environment, else of the folder; nil where there are none.
  package static func tokens(data: String, _ environment: [String: String]) throws -> Tokens? {
    if let secret = environment["JOINERY_JWT_SECRET"], !secret.isEmpty {
      return try Tokens(secret: secret, keySet: nil)
    }
    if let file = environment["JOINERY_JWT_SECRET_FILE"], !file.isEmpty { return try tokens(in: file) }
    return exists(data: data) ? try tokens(in: path(data: data)) : nil
  }

  private static func tokens(in file: String) throws -> Tokens {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw Failure("the signing key '\(file)' cannot be read; check its permissions")
    }
    return try Tokens(secret: text.trimmed, keySet: nil)
  }

  /// Makes the key where there is none; true where it did.
  package static func makeIfMissing(data: String) throws -> Bool {
    try Folder.make("\(data)/keys", mode: 0o700)
    let digits = Array("0123456789abcdef".utf8)
    var random = SystemRandomNumberGenerator()
    let text = String(decoding: (0..<64).map { _ in digits[Int.random(in: 0..<16, using: &random)] }, as: UTF8.self)
    return try OwnFile.make(path(data: data), "\(text)\n")
  }
}
