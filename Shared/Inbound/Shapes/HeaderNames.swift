import Messaging

extension Record {
  /// The record with the attributes of a CloudEvent under the names of the Kafka binding. Bridges that go through HTTP,
  /// AMQP or JMS write them as `ce-id`, `CE_ID` or `cloudEvents:id`.
  func withBindingNames() -> Record {
    let renamed = headers.map { RecordHeader(Self.bindingName(of: $0.name) ?? $0.name, $0.value) }
    return Record(
      partition: partition, offset: offset, timestamp: timestamp, key: key, value: value, headers: renamed)
  }

  /// The text of a header; nil where there is none, or no UTF-8.
  func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value.flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static func bindingName(of name: String) -> String? {
    let lowered = name.lowercased()
    for prefix in ["ce_", "ce-", "cloudevents:", "cloudevents_"] where lowered.hasPrefix(prefix) {
      return "ce_" + lowered.dropFirst(prefix.count)
    }
    return lowered == "content-type" || lowered == "contenttype" ? "content-type" : nil
  }
}
