import Messaging

/// Brings the topics of a cluster to what is declared: creates, adds partitions, sets settings. Deletes nothing
/// but what it is told to `empty`.
public struct KafkaTopics: Sendable {
  private let admin: KafkaHandle

  public init(_ configuration: KafkaConfiguration) throws(KafkaConfigurationError) {
    admin = try KafkaHandle(configuration, as: .admin, wakeup: Wakeup())
  }

  /// Applies the declarations in order and reports on each, by its name at the brokers; doing it again changes nothing. With `isDry`, nothing is
  /// changed and the reports say what would be. Blocks, for seconds where a broker is slow. Throws when no broker
  /// answers; what one topic is refused for stands in its report.
  public func apply(_ declarations: [TopicDeclaration], isDry: Bool = false) throws(BrokerError) -> [TopicReport] {
    let existing = try admin.topics()
    var reports: [TopicReport] = []
    for topic in declarations {
      var found: TopicReport.Found?
      let outcome: TopicReport.Outcome
      do throws(AdminError) {
        if let present = existing[topic.name] {
          let state = try look(at: topic, present)
          found = state
          outcome = try adjust(topic, state, isDry: isDry)
        } else {
          outcome = isDry ? .created : try create(topic)
        }
      } catch {
        switch error {
        case .unavailable(let reason): throw .unavailable("\(admin.prefix.outside(topic.name)): \(reason)")
        case .refused(let reason): outcome = .refused(reason)
        case .unsupported:
          outcome = .refused(
            "the broker cannot change topics; start it with \(option(topic))")
        }
      }
      reports.append(TopicReport(topic: topic.named(admin.prefix.outside(topic.name)), found: found, outcome: outcome))
    }
    return reports
  }

  /// Has the broker forget all records of those of these topics that are there. False where it cannot: the embedded one
  /// forgets with its next start. Throws where a broker does not answer or refuses.
  public func empty(_ names: [String]) throws(BrokerError) -> Bool {
    let existing = try admin.topics()
    var counts: [String: Int32] = [:]
    for name in names {
      if let shape = existing[name] { counts[name] = try shape.get().partitions }
    }
    guard !counts.isEmpty else { return true }
    do throws(AdminError) {
      try admin.deleteRecords(of: counts)
      return true
    } catch {
      switch error {
      case .unsupported: return false
      case .unavailable(let reason), .refused(let reason): throw .unavailable("topics are not emptied: \(reason)")
      }
    }
  }

  /// What has the embedded broker make the topic.
  private func option(_ topic: TopicDeclaration) -> String {
    "--topics \(admin.prefix.outside(topic.name)):\(topic.partitions)"
  }

  private func create(_ topic: TopicDeclaration) throws(AdminError) -> TopicReport.Outcome {
    do throws(AdminError) {
      try admin.create(topic)
      return .created
    } catch .unsupported {
      // Asking the embedded broker about a topic makes it, with four partitions.
      let count: Int32
      do throws(BrokerError) { count = try admin.partitionCountCreating(topic.name) } catch {
        throw .unavailable(error.description)
      }
      guard count == topic.partitions else {
        throw .refused(
          "the broker creates no topics on request and made it with \(count) partitions instead of "
            + "\(topic.partitions); start the broker with \(option(topic))")
      }
      return .createdByUse
    }
  }

  private func look(
    at topic: TopicDeclaration, _ present: Result<KafkaHandle.Shape, BrokerError>
  ) throws(AdminError) -> TopicReport.Found {
    let shape: KafkaHandle.Shape
    do throws(BrokerError) { shape = try present.get() } catch { throw .refused(error.description) }
    var configs: [String: String]?
    do throws(AdminError) {
      configs = try admin.configs(of: topic.name).filter { topic.configs[$0.key] != nil }.mapValues(\.value)
    } catch .unsupported {}
    return TopicReport.Found(
      partitions: shape.partitions, replicationFactor: shape.replicationFactor, configs: configs)
  }

  /// More partitions than declared are fine: nobody counts on the declared number.
  private func adjust(
    _ topic: TopicDeclaration, _ found: TopicReport.Found, isDry: Bool
  ) throws(AdminError) -> TopicReport.Outcome {
    let added = max(0, topic.partitions - found.partitions)
    let different = found.configs.map { present in topic.configs.filter { present[$0.key] != $0.value } } ?? [:]
    guard added > 0 || !different.isEmpty else { return .unchanged }
    if !isDry {
      if added > 0 { try admin.addPartitions(topic) }
      if !different.isEmpty { try configure(topic) }
    }
    return .changed(partitionsAdded: added, configs: different.keys.sorted())
  }

  /// The request replaces all settings of the topic, so those that someone made by hand go along.
  private func configure(_ topic: TopicDeclaration) throws(AdminError) {
    let own = try admin.configs(of: topic.name).filter(\.value.isOwn).mapValues(\.value)
    try admin.setConfigs(of: topic.name, to: own.merging(topic.configs) { $1 })
  }
}
