/// One command of `joinery`.
package struct Subcommand: Sendable {
  package enum Body: Sendable {
    /// Gives the exit status; runs on the main thread and may block it.
    case blocking(@Sendable (Arguments, Settings) throws -> Int32)
    case concurrent(@Sendable (Arguments, Settings) async throws -> Int32)
  }

  package let name: String
  /// What stands behind the name, one line for each form.
  let forms: [String]
  package let summary: String
  package let options: [Option]
  package let body: Body

  package init(name: String, forms: [String], summary: String, options: [Option] = [], body: Body) {
    (self.name, self.forms, self.summary, self.options, self.body) = (name, forms, summary, options, body)
  }

  package var help: String {
    let all = options + Settings.options
    let width = all.map { $0.left.count }.max() ?? 0
    return """
      \(summary)

      \(forms.map { "usage: joinery \(name)\($0.isEmpty ? "" : " \($0)")" }.joined(separator: "\n"))

      \(all.map { "  \($0.left.padding(width))  \($0.meaning)" }.joined(separator: "\n"))
      """
  }
}

extension Option {
  fileprivate var left: String { "--\(name)\(argument.map { " \($0)" } ?? "")" }
}

extension String {
  package func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
