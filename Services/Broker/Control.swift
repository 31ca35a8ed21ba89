/// The commands of the control port (`Options.usage`).
struct Control {
  let cluster: MockCluster

  private static let apis: [Substring: Int16] = [
    "produce": 0, "fetch": 1, "list-offsets": 2, "metadata": 3, "offset-commit": 8, "offset-fetch": 9,
    "find-coordinator": 10, "api-versions": 18, "init-producer-id": 22,
  ]

  /// The answer to one line, without its end.
  func answer(_ line: some StringProtocol) -> String {
    let words = line.split(whereSeparator: \.isWhitespace).map { Substring($0) }
    do throws(MockCluster.Failure) {
      try run(words)
      return "ok"
    } catch {
      return "error: \(error.reason)"
    }
  }

  private func run(_ words: [Substring]) throws(MockCluster.Failure) {
    let numbers = words.dropFirst().compactMap { Int32($0) }
    switch words.first {
    case "down" where words.count == 1: try cluster.setUp(false)
    case "up" where words.count == 1: try cluster.setUp(true)
    case "delay" where words.count == 2 && numbers.count == 1: try cluster.delay(milliseconds: numbers[0])
    case "topic" where words.count == 3 && Int32(words[2]) != nil:
      cluster.fail(topic: String(words[1]), with: Int32(words[2]) ?? 0)
    case "clear" where words.count == 2: cluster.clear(try api(words[1]))
    case .some(let name) where words.count > 1 && numbers.count == words.count - 1:
      cluster.fail(try api(name), with: numbers)
    default: throw MockCluster.Failure(reason: "no such command; see broker --help")
    }
  }

  private func api(_ name: Substring) throws(MockCluster.Failure) -> Int16 {
    guard let number = Self.apis[name] ?? Int16(name) else {
      throw MockCluster.Failure(reason: "'\(name)' is no API; see broker --help")
    }
    return number
  }
}
