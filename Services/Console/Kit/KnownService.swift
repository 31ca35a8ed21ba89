import Contracts
import Glibc

/// A service of the suite: the one table of what there is.
package struct KnownService: Hashable, Sendable {
  /// The executable's name.
  package let name: String
  /// What it publishes as; nil for reporting.
  package let source: Source?
  /// Its port is so much above the port base.
  let offset: Int

  package static let all = [
    KnownService(name: "leads", source: .leads, offset: 1),
    KnownService(name: "sales", source: .sales, offset: 2),
    KnownService(name: "finance", source: .finance, offset: 3),
    KnownService(name: "after-sales", source: .aftersales, offset: 4),
    KnownService(name: "reporting", source: nil, offset: 5),
  ]

  /// Those whose executable is there.
  static func built(in folder: String) -> [KnownService] {
    all.filter { access("\(folder)/\($0.name)", X_OK) == 0 }
  }
}
