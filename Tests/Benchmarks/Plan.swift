import Glibc
import Persistence

/// What is to be measured, and how long.
struct Plan {
  static let usage = """
    benchmark --stores COPIES [--quick] --folder PATH
      makes the stores of that many copies of the demo's year for compose/growth and prints where they are
    benchmark [--json] [--only P1,P3] [--quick] [--repetitions N] [--folder PATH]
      --json           print {"rows": [...]} instead of the table
      --only P1,P3     measure these only: \(Benchmark.allCases.map(\.rawValue).joined(separator: ", "))
      --quick          one repetition and smaller sizes, to see whether it runs
      --repetitions N  how often each figure is measured beside its floor; 5 without it
      --folder PATH    where stores are written and the million events are kept for the next run; a temporary one without
    Apache Kafka is used for P2 to P5 where JOINERY_KAFKA_LAUNCHER names its launcher, else the embedded broker.
    """

  var isJSON = false
  /// Only makes the stores of so many copies of the demo's year.
  var stores: Int?
  var isQuick = false
  var benchmarks = Benchmark.allCases
  var repetitions = 5
  var folder: String?

  /// Nil where the arguments are not understood.
  init?(_ arguments: [String]) {
    var arguments = arguments[...]
    var given: Int?
    while let name = arguments.popFirst() {
      switch name {
      case "--json": isJSON = true
      case "--quick": isQuick = true
      case "--stores":
        guard let copies = arguments.popFirst().flatMap({ Int($0) }), (1...10_000).contains(copies) else { return nil }
        stores = copies
      case "--only":
        guard let names = arguments.popFirst()?.split(separator: ",") else { return nil }
        benchmarks = names.compactMap { Benchmark(rawValue: String($0)) }
        guard benchmarks.count == names.count else { return nil }
      case "--repetitions":
        guard let count = arguments.popFirst().flatMap({ Int($0) }), (1...100).contains(count) else { return nil }
        given = count
      case "--folder":
        guard let path = arguments.popFirst() else { return nil }
        folder = path
      default: return nil
      }
    }
    guard stores == nil || folder != nil else { return nil }
    repetitions = given ?? (isQuick ? 1 : 5)
  }

  /// Ten thousand events, that the million's figures are compared with: copies of a smaller company's year.
  var fewCopies: Int { isQuick ? 1 : 4 }
  var ofFewEvents: Plan {
    var plan = self
    plan.isQuick = true
    return plan
  }

  /// Copies of the demo's year: some, and so many that they are a million events.
  var someCopies: Int { isQuick ? 2 : 4 }
  var manyCopies: Int { isQuick ? 4 : 40 }

  /// Seconds that a rate is measured for.
  var seconds: Double { isQuick ? 0.5 : 2 }
}

/// The benchmarks by their id in the design.
enum Benchmark: String, CaseIterable {
  case commands = "P1"
  case publishing = "P2"
  case applying = "P3"
  case visibility = "P4"
  case rebuilding = "P5"
  case reports = "P6"
  case footprint = "P7"
}

/// Tells on standard error what goes on.
func note(_ words: String) {
  let line = Array("\(words)\n".utf8)
  _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Something that cannot be measured, with the reason.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
