/// One command of `joinery`.
struct Subcommand: Sendable {
  enum Body: Sendable {
    /// Gives the exit status; runs on the main thread and may block it.
    case blocking(@Sendable (Arguments, Settings) throws -> Int32)
    case concurrent(@Sendable (Arguments, Settings) async throws -> Int32)
  }

  let name: String
  /// What stands behind the name, one line for each form.
  let forms: [String]
  let summary: String
  var options: [Option] = []
  let body: Body

  var help: String {
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
  func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
