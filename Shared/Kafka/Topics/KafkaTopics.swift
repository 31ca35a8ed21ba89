import Messaging

/// Brings the topics of a cluster to what is declared: creates, adds partitions, sets settings. Deletes nothing
/// but what it is told to `empty`.
public struct KafkaTopics: Sendable {
  private let admin: KafkaHandle

  public init(_ configuration: KafkaConfiguration) throws(KafkaConfigurationError) {
    admin = try KafkaHandle(configuration, as: .admin, wakeup: Wakeup())
  }

  /// Applies the declarations in order and reports on each; doing it again changes nothing. Blocks, for seconds where
  /// a broker is slow. Throws when no broker answers; what one topic is refused for stands in its report.
  public func apply(_ declarations: [TopicDeclaration]) throws(BrokerError) -> [TopicReport] {
    let existing = try admin.topics()
    var reports: [TopicReport] = []
    for topic in declarations {
      do throws(AdminError) {
        let outcome =
          if let present = existing[topic.name] { try adjust(topic, present) } else { try create(topic) }
        reports.append(TopicReport(topic: topic, outcome: outcome))
      } catch {
        switch error {
        case .unavailable(let reason): throw .unavailable("\(topic.name): \(reason)")
        case .refused(let reason): reports.append(TopicReport(topic: topic, outcome: .refused(reason)))
        case .unsupported:
          let reason = "the broker cannot change topics; start it with --topics \(topic.name):\(topic.partitions)"
          reports.append(TopicReport(topic: topic, outcome: .refused(reason)))
        }
      }
    }
    return reports
  }

  /// Has the broker forget all records of those of these topics that are there. False where it cannot: the embedded one
  /// forgets with its next start. Throws where a broker does not answer or refuses.
  public func empty(_ names: [String]) throws(BrokerError) -> Bool {
    let existing = try admin.topics()
    var counts: [String: Int32] = [:]
    for name in names {
      if let count = existing[name] { counts[name] = try count.get() }
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
            + "\(topic.partitions); start the broker with --topics \(topic.name):\(topic.partitions)")
      }
      return .createdByUse
    }
  }

  private func adjust(
    _ topic: TopicDeclaration, _ present: Result<Int32, BrokerError>
  ) throws(AdminError) -> TopicReport.Outcome {
    let count: Int32
    do throws(BrokerError) { count = try present.get() } catch { throw .refused(error.description) }
    guard count <= topic.partitions else {
      throw .refused("it has \(count) partitions, which cannot be taken away: declare as many")
    }
    if count < topic.partitions { try admin.addPartitions(topic) }
    let configs = try configure(topic)
    if count == topic.partitions, configs.isEmpty { return .unchanged }
    return .changed(partitionsBefore: count == topic.partitions ? nil : count, configs: configs)
  }

  /// The names of the settings that had another value. The embedded broker has no settings at all.
  private func configure(_ topic: TopicDeclaration) throws(AdminError) -> [String] {
    guard !topic.configs.isEmpty else { return [] }
    do throws(AdminError) {
      let present = try admin.configs(of: topic.name)
      let different = topic.configs.filter { present[$0.key]?.value != $0.value }
      guard !different.isEmpty else { return [] }
      // The request replaces all settings of the topic, so those that someone made by hand go along.
      let own = present.filter(\.value.isOwn).mapValues(\.value)
      try admin.setConfigs(of: topic.name, to: own.merging(topic.configs) { $1 })
      return different.keys.sorted()
    } catch .unsupported {
      return []
    }
  }
}
