/// One option of a command.
package struct Option: Hashable, Sendable {
  /// Without the dashes.
  let name: String
  /// What stands for its argument in the help; nil where it takes none.
  let argument: String?
  let meaning: String

  package init(_ name: String, _ argument: String? = nil, _ meaning: String) {
    (self.name, self.argument, self.meaning) = (name, argument, meaning)
  }
}

/// What stood after a command's name: `--name value` or `--name=value`, flags, and words, in any order. After `--`
/// everything is a word.
package struct Arguments: Hashable, Sendable {
  package private(set) var words: [String] = []
  private var values: [String: String] = [:]

  /// Throws what was not understood. An option that is given twice counts as the last one says.
  package init(_ arguments: [String], of options: [Option]) throws(Failure) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        words.append(argument)
        continue
      }
      guard argument != "--" else {
        words += rest
        return
      }
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = options.first(where: { $0.name == name }) else {
        throw Failure("there is no option --\(name)")
      }
      let attached = parts.count == 2 ? String(parts[1]) : nil
      if let placeholder = option.argument {
        guard let value = attached ?? rest.popFirst() else { throw Failure("--\(name) takes \(placeholder)") }
        values[name] = value
      } else {
        guard attached == nil else { throw Failure("--\(name) takes no value") }
        values[name] = ""
      }
    }
  }

  package func has(_ name: String) -> Bool { values[name] != nil }

  package func text(_ name: String) -> String? { values[name] }

  /// The option's whole number; nil where it is absent. Throws where it is no number of that range.
  package func number(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let text = values[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Failure("--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
    }
    return number
  }

  /// Throws where there are other words than these few are named for.
  package func expect(_ names: String...) throws(Failure) {
    if words.count < names.count { throw Failure("\(names[words.count]) is missing") }
    if words.count > names.count { throw Failure("'\(words[names.count])' is one word too many") }
  }
}
