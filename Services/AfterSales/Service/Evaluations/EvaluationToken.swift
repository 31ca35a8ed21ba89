import Contracts
import Crypto
import Kernel

/// What stands in a customer's link: nobody can guess it, and the store knows its hash alone.
struct EvaluationToken {
  let text: String
  var hash: String { SHA256.hex(text) }
  /// A path of this service.
  var path: String { "/v1/evaluations/\(text)" }

  /// As it came.
  init(_ text: String) { self.text = text }

  /// A new one, of two ids' 148 random bits.
  init(first: ID<Installation>, second: ID<Installation>) { text = SHA256.hex("\(first) \(second)") }
}
