import Kernel
import Messaging
import TestSupport
import Testing

/// A test between two services: leads, which publishes, and sales, which reads it.
protocol TwoServices {
  var folder: TemporaryFolder { get }
  var clock: ManualClock { get }
  var broker: InMemoryBroker { get }
}

extension TwoServices {
  func leads(newLog: Bool = false, seed: UInt64 = 1) throws -> Node {
    try Node(
      "leads", in: "\(folder.path)/leads", broker: broker, clock: clock, publishes: .leads, newLog: newLog, seed: seed)
  }

  func sales(_ handlers: [EventHandler] = [Node.copyEmployees, Node.copyShops]) throws -> Node {
    try Node(
      "sales", in: "\(folder.path)/sales", broker: broker, clock: clock, reads: [.leads], handlers: handlers, seed: 2)
  }

  /// Both, with so many events that are written, published and applied.
  func settled(_ count: Int) throws -> (leads: Node, sales: Node) {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<count)
    try Node.settle([leads, sales])
    return (leads, sales)
  }

  /// Writes and publishes, and nobody reads it yet.
  func publish(_ node: Node, _ range: Range<Int>) throws {
    try write(node, range)
    while try node.relay?.step(at: clock.now) ?? false {}
  }

  /// Each partition of the log of leads loses its records but for the last so many.
  func evict(_ leads: Node, keeping count: Int64) throws {
    for partition in 0..<Int32(8) {
      let place = TopicPartition("joinery.leads", partition)
      let log = try leads.producer.watermarks(of: place)
      broker.evict(place, before: max(log.lowerBound, log.upperBound - count))
    }
  }

  /// What every key should have gone through, in order.
  func expect(_ node: Node, _ count: Int, keys: Int = 5) throws {
    let applied = try node.applied()
    #expect(applied.count == count)
    for key in 0..<keys {
      let ofKey = applied.filter { $0.hasPrefix("k\(key)=") }
      #expect(ofKey == (0..<count).filter { $0 % keys == key }.map { "k\(key)=n\($0)" })
    }
  }

  func write(_ node: Node, _ range: Range<Int>) throws {
    for index in range { try node.write("k\(index % 5)", "n\(index)") }
  }
}
