import Glibc
import JSON
import Kernel

/// How much a line matters.
public enum LogLevel: String, CaseIterable, Comparable, Sendable {
  case debug
  case info
  case warning
  case error

  private var rank: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }

  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

/// Structured log: one JSON object a line, each written at once, from any thread. No personal data goes in: customers
/// by id, phones through `masked(phone:)`.
public struct Log: Sendable {
  private let service: String
  private let level: LogLevel
  private let time: TimeSource
  private let write: @Sendable ([UInt8]) -> Void

  /// Lines below `level` are not written. `write` gets whole lines, their end included.
  public init(
    service: String, level: LogLevel = .info, time: TimeSource = .system,
    write: @escaping @Sendable ([UInt8]) -> Void = Log.toStandardOutput
  ) {
    self.service = service
    self.level = level
    self.time = time
    self.write = write
  }

  /// What helps to find a fault, off by default. `fields` never replace the line's own members.
  public func debug(_ message: String, _ fields: KeyValuePairs<String, JSON> = [:], trace: TraceContext? = nil) {
    line(.debug, message, fields, trace)
  }

  /// What an operator may want to know.
  public func info(_ message: String, _ fields: KeyValuePairs<String, JSON> = [:], trace: TraceContext? = nil) {
    line(.info, message, fields, trace)
  }

  /// What works, but not as it should.
  public func warning(_ message: String, _ fields: KeyValuePairs<String, JSON> = [:], trace: TraceContext? = nil) {
    line(.warning, message, fields, trace)
  }

  /// What somebody must look after.
  public func error(_ message: String, _ fields: KeyValuePairs<String, JSON> = [:], trace: TraceContext? = nil) {
    line(.error, message, fields, trace)
  }

  private func line(
    _ level: LogLevel, _ message: String, _ fields: KeyValuePairs<String, JSON>, _ trace: TraceContext?
  ) {
    guard level >= self.level else { return }
    var members = [
      JSON.Member("timestamp", .string(time.now().description)), JSON.Member("level", .string(level.rawValue)),
      JSON.Member("message", .string(message)), JSON.Member("service", .string(service)),
    ]
    if let trace {
      members.append(JSON.Member("trace_id", .string(trace.traceID)))
      members.append(JSON.Member("span_id", .string(trace.spanID)))
      members.append(JSON.Member("trace_flags", .string(trace.flags & 1 == 1 ? "01" : "00")))
    }
    let taken = Set(members.map(\.key))
    for (name, value) in fields where !taken.contains(name) { members.append(JSON.Member(name, value)) }
    var bytes = JSON.object(members).bytes
    bytes.append(UInt8(ascii: "\n"))
    write(bytes)
  }

  /// One write(2) a line, so that lines of several threads never mix. What cannot be written is dropped: a service
  /// does not stop because nobody reads its log. (Nor by a signal, once the process ignores SIGPIPE.)
  public static let toStandardOutput: @Sendable ([UInt8]) -> Void = { line in
    var rest = line[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}

/// A phone number as logs may hold it: its last two digits, `*********00`; all hidden where it has fewer than seven.
public func masked(phone: String) -> String {
  guard phone.count >= 7 else { return String(repeating: "*", count: phone.count) }
  return String(repeating: "*", count: phone.count - 2) + phone.suffix(2)
}
