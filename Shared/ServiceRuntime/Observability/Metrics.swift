import Synchronization

/// The figures of one process, in the text that Prometheus reads (0.0.4).
///
/// Labels are bounded: a family takes at most `seriesLimit` combinations of values and counts the rest under `other`,
/// so that a value that a caller chooses can never fill the memory.
public final class Metrics: Sendable {
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"
  public static let seriesLimit = 500

  private let families = Mutex<[Family]>([])

  public init() {}

  /// A count that only grows. Its name ends in `_total`.
  public func counter(_ name: String, _ help: String, labels: [String] = []) -> Counter {
    Counter(family: add(Family(name, help, "counter", labels)))
  }

  /// A value that is set.
  public func gauge(_ name: String, _ help: String, labels: [String] = []) -> Gauge {
    Gauge(family: add(Family(name, help, "gauge", labels)))
  }

  /// Values that are read when somebody asks; each with the values of its labels.
  public func gauge(
    _ name: String, _ help: String, labels: [String] = [], read: @escaping @Sendable () -> [(labels: [String], Double)]
  ) {
    _ = add(Family(name, help, "gauge", labels, read: read))
  }

  /// A count kept elsewhere, read when somebody asks.
  public func counter(
    _ name: String, _ help: String, labels: [String] = [], read: @escaping @Sendable () -> [(labels: [String], Double)]
  ) {
    _ = add(Family(name, help, "counter", labels, read: read))
  }

  /// How values are spread over buckets with these upper bounds, in rising order.
  public func histogram(
    _ name: String, _ help: String, labels: [String] = [], buckets: [Double] = Histogram.seconds
  ) -> Histogram {
    Histogram(family: add(Family(name, help, "histogram", labels, buckets: buckets)))
  }

  /// A name that was declared before is the same metric.
  private func add(_ family: Family) -> Family {
    families.withLock { families in
      if let known = families.first(where: { $0.name == family.name }) { return known }
      families.append(family)
      return family
    }
  }

  /// All families, by the order of their declaration.
  public func text() -> String {
    // Closures of gauges may take locks of their own, so they run outside of this one.
    families.withLock { $0 }.map { $0.text() }.joined()
  }
}

/// A count that only grows.
public struct Counter: Sendable {
  fileprivate let family: Family

  /// Adds to the series with these values of the labels.
  public func add(_ amount: Double = 1, _ labels: String...) { family.change(labels) { $0.sum += amount } }
}

/// A value that is set.
public struct Gauge: Sendable {
  fileprivate let family: Family

  /// Sets the series with these values of the labels.
  public func set(_ value: Double, _ labels: String...) { family.change(labels) { $0.sum = value } }
}

/// How values are spread.
public struct Histogram: Sendable {
  /// Bounds for durations of requests in seconds.
  public static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  fileprivate let family: Family

  /// Adds one value to the series with these values of the labels.
  public func observe(_ value: Double, _ labels: String...) {
    let bucket = family.buckets.firstIndex { value <= $0 } ?? family.buckets.count
    family.change(labels) {
      $0.sum += value
      $0.counts[bucket] += 1
    }
  }
}

private final class Family: Sendable {
  struct Series {
    /// The value, or the sum of a histogram's.
    var sum = 0.0
    /// Observations of each bucket of a histogram, the last without an upper bound.
    var counts: [UInt64]
  }

  let name: String
  let buckets: [Double]
  private let help: String
  private let kind: String
  private let labels: [String]
  private let read: (@Sendable () -> [(labels: [String], Double)])?
  private let series: Mutex<[[String]: Series]>

  init(
    _ name: String, _ help: String, _ kind: String, _ labels: [String], buckets: [Double] = [],
    read: (@Sendable () -> [(labels: [String], Double)])? = nil
  ) {
    self.name = name
    self.help = help
    self.kind = kind
    self.labels = labels
    self.buckets = buckets
    self.read = read
    // A series without labels is there from the start, as zero: rates need a first value.
    series = Mutex(
      labels.isEmpty && read == nil ? [[]: Series(counts: Array(repeating: 0, count: buckets.count + 1))] : [:])
  }

  func change(_ values: [String], _ body: (inout Series) -> Void) {
    assert(values.count == labels.count, "\(name) has the labels \(labels)")
    series.withLock { series in
      let isNew = series.count >= Metrics.seriesLimit && series[values] == nil
      let key = isNew ? labels.map { _ in "other" } : values
      body(&series[key, default: Series(counts: Array(repeating: 0, count: buckets.count + 1))])
    }
  }

  func text() -> String {
    let help = Self.escaped(help, quotes: false)
    var text = "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    if let read {
      for (values, value) in read() { text += "\(name)\(pairs(values)) \(Self.number(value))\n" }
      return text
    }
    let all = series.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (values, series) in all {
      guard kind == "histogram" else {
        text += "\(name)\(pairs(values)) \(Self.number(series.sum))\n"
        continue
      }
      var count: UInt64 = 0
      for (index, bound) in (buckets + [.infinity]).enumerated() {
        count += series.counts[index]
        text += "\(name)_bucket\(pairs(values, ("le", Self.number(bound)))) \(count)\n"
      }
      text += "\(name)_sum\(pairs(values)) \(Self.number(series.sum))\n\(name)_count\(pairs(values)) \(count)\n"
    }
    return text
  }

  private func pairs(_ values: [String], _ more: (String, String)...) -> String {
    let all = Array(zip(labels, values)) + more
    guard !all.isEmpty else { return "" }
    return "{" + all.map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map(String.init) ?? "\(value)"
  }
}
