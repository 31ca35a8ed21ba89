import Glibc
import Synchronization

/// Standard output for results, standard error for what goes on meanwhile; each line is written at once.
package enum Terminal {
  package static func print(_ line: String) { write("\(line)\n", to: STDOUT_FILENO) }

  package static func note(_ line: String) { write("\(line)\n", to: STDERR_FILENO) }

  fileprivate static func write(_ text: String, to file: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// How far something is, on standard error: one line that is drawn again on a terminal; elsewhere a line now and then.
package final class ProgressBar: Sendable {
  private struct State {
    var done = 0
    var total: Int
    var words = ""
    var drawn = ContinuousClock.now - .seconds(3600)
  }

  private let label: String
  private let isOn = isatty(STDERR_FILENO) == 1
  private let state: Mutex<State>

  package init(_ label: String, total: Int) {
    self.label = label
    state = Mutex(State(total: total))
    draw { _ in }
  }

  package func advance(by count: Int = 1) { draw { $0.done += count } }

  /// Sets how much is done, and words behind the figures.
  package func set(_ done: Int, _ words: String = "") {
    draw { state in
      state.done = done
      state.words = words
    }
  }

  /// Draws the bar a last time and ends its line.
  package func finish() {
    draw(always: true) { _ in }
    if isOn { Terminal.write("\n", to: STDERR_FILENO) }
  }

  private func draw(always: Bool = false, _ change: (inout State) -> Void) {
    state.withLock { state in
      change(&state)
      let now = ContinuousClock.now
      guard always || now - state.drawn >= (isOn ? .milliseconds(50) : .seconds(10)) else { return }
      state.drawn = now
      let line = Self.line(label, state.done, of: state.total, state.words)
      Terminal.write(isOn ? "\r\(line)\u{1b}[K" : "\(line)\n", to: STDERR_FILENO)
    }
  }

  /// `events [##########          ] 50/100`
  static func line(_ label: String, _ done: Int, of total: Int, _ words: String) -> String {
    let filled = total > 0 ? min(20, done * 20 / total) : 0
    let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: 20 - filled)
    return "\(label) [\(bar)] \(done)/\(total)\(words.isEmpty ? "" : " \(words)")"
  }
}
