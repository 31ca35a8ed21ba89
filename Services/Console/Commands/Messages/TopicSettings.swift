import ConsoleKit
import Contracts
import FoundationEssentials
import JSON

/// How topics are to be here: the catalog, changed for all of them by the environment and for single ones by a file
/// (`compose/README.md#topics-and-retention`).
enum TopicSettings {
  /// Fields of a topic in the file, and what they may be. More partitions than there are streams would stay empty. A topic
  /// that forgets nothing would keep what belongs to people who were erased.
  private enum Field: String, CaseIterable {
    case partitions, retentionDays, replication

    var range: ClosedRange<Int> {
      switch self {
      case .partitions: 1...Catalog.streamCount
      case .retentionDays: 1...3650
      case .replication: 1...100
      }
    }

    var variable: String {
      switch self {
      case .partitions: "JOINERY_TOPIC_PARTITIONS"
      case .retentionDays: "JOINERY_TOPIC_RETENTION_DAYS"
      case .replication: "JOINERY_TOPIC_REPLICATION"
      }
    }
  }

  private typealias Values = [Field: Int]

  /// Every topic as it is to be. Throws what is wrong, by the name of the variable, or of the topic and field in the file.
  static func topics(_ environment: [String: String]) throws(Failure) -> [Contracts.TopicDeclaration] {
    let all = try values(of: environment)
    var single = try environment["JOINERY_TOPICS_FILE"].flatMap { $0.isEmpty ? nil : $0 }.map(file) ?? [:]
    func take(_ topic: Contracts.TopicDeclaration, _ values: [Values]) -> Contracts.TopicDeclaration {
      values.reduce(topic, changed)
    }
    let published = Catalog.published.map { take($0, [all, single.removeValue(forKey: $0.name) ?? [:]]) }
    var letters: [Contracts.TopicDeclaration] = []
    for topic in published {
      let letter = take(Catalog.deadLetters(of: topic), [single.removeValue(forKey: topic.deadLetters) ?? [:]])
      guard letter.retentionMilliseconds <= topic.retentionMilliseconds else {
        throw Failure(
          "\(letter.name): retentionDays is \(days(letter)), longer than \(topic.name) is kept, \(days(topic)): dead "
            + "letters hold the same people's data; write at most \(days(topic)), or nothing")
      }
      letters.append(letter)
    }
    let announced = Catalog.announced.map { take($0, [all, single.removeValue(forKey: $0.name) ?? [:]]) }
    let questions = take(
      Catalog.questions, [all.filter { $0.key == .replication }, single.removeValue(forKey: Catalog.replays) ?? [:]])
    if let unknown = single.keys.min() {
      throw Failure("JOINERY_TOPICS_FILE: there is no topic '\(unknown)': it is one of \(names)")
    }
    return published + announced + letters + [questions]
  }

  static func days(_ topic: Contracts.TopicDeclaration) -> Int64 { topic.retentionMilliseconds / 86_400_000 }

  private static var names: String { Catalog.topics.map(\.name).joined(separator: ", ") }

  private static func changed(_ topic: Contracts.TopicDeclaration, by values: Values) -> Contracts.TopicDeclaration {
    var topic = topic
    if let partitions = values[.partitions] { topic.partitions = partitions }
    if let days = values[.retentionDays] { topic.retentionMilliseconds = Int64(days) * 86_400_000 }
    if let replication = values[.replication] { topic.replication = replication }
    return topic
  }

  private static func values(of environment: [String: String]) throws(Failure) -> Values {
    var values: Values = [:]
    for field in Field.allCases {
      guard let text = environment[field.variable], !text.isEmpty else { continue }
      values[field] = try number(text, field, called: field.variable)
    }
    return values
  }

  private static func file(_ path: String) throws(Failure) -> [String: Values] {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure("JOINERY_TOPICS_FILE: '\(path)' cannot be read; check its path and permissions")
    }
    guard let json = try? JSON(parsing: Array(bytes)), case .object(let topics) = json else {
      throw Failure(
        "JOINERY_TOPICS_FILE: '\(path)' is no JSON object; write {\"joinery.sales\": {\"partitions\": 12}}")
    }
    var found: [String: Values] = [:]
    for topic in topics {
      guard case .object(let fields) = topic.value else {
        throw Failure("JOINERY_TOPICS_FILE: \(topic.key) is no object; write {\"partitions\": 12}")
      }
      found[topic.key] = try values(of: topic.key, fields)
    }
    return found
  }

  private static func values(of topic: String, _ fields: [JSON.Member]) throws(Failure) -> Values {
    var values: Values = [:]
    for member in fields {
      guard let field = Field(rawValue: member.key) else {
        let known = Field.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure("JOINERY_TOPICS_FILE: \(topic) has no field '\(member.key)'; use \(known)")
      }
      guard case .number(let digits) = member.value else {
        throw Failure("JOINERY_TOPICS_FILE: \(topic)/\(field.rawValue) is no number")
      }
      values[field] = try number(digits, field, called: "JOINERY_TOPICS_FILE: \(topic)/\(field.rawValue)")
    }
    return values
  }

  private static func number(_ text: String, _ field: Field, called name: String) throws(Failure) -> Int {
    guard let number = Int(text), field.range.contains(number) else {
      throw Failure(
        "\(name) is a whole number from \(field.range.lowerBound) to \(field.range.upperBound), not '\(text)'")
    }
    return number
  }
}
