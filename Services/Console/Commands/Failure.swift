/// Why a command could not do what it was asked, in words that say what to do next.
struct Failure: Error, Hashable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
