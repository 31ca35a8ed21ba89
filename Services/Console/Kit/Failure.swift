/// Why a command could not do what it was asked, in words that say what to do next.
package struct Failure: Error, Hashable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
