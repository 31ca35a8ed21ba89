import CBroker
import Contracts

/// The command line.
struct Options {
  struct Topic {
    let name: String
    let partitions: Int32
  }

  static let usage = """
    Usage: broker [--port N] [--topics NAME:PARTITIONS,...] [--control-port N]

    The embedded development broker: speaks the Kafka protocol on 127.0.0.1, keeps everything in memory (5 MiB a
    partition at most, the oldest go first) and is empty after each start. Not for production.

      --port N           the port to serve (default 9092; 0: any free one)
      --topics LIST      topics to create at start beside those of the catalog, or with other partitions than they have
                         there, e.g. orders:8,joinery.sales:12; may be given again
      --control-port N   also take commands that break things, one a line, for tests (0: any free port)
      --help             this text

    Prints 'ready 127.0.0.1:PORT' once it serves (before it 'control 127.0.0.1:PORT'). SIGTERM and SIGINT end it.

    Commands on the control port; each is answered with 'ok' or 'error: REASON':
      API CODE...        the next requests of that kind fail with these error codes (-195: the connection is cut).
                         API: produce, fetch, list-offsets, metadata, offset-commit, offset-fetch,
                         find-coordinator, api-versions, init-producer-id, or its number
      clear API          forget the codes that are left
      topic NAME CODE    metadata of that topic fails with the code (0: no more)
      down, up           cut all connections and take none; take them again
      delay MS           answer each request so much later (0: no more)

    """

  var port: UInt16 = 9092
  var controlPort: UInt16?
  var topics = Catalog.topics.map { Topic(name: $0.name, partitions: Int32($0.partitions)) }
  var wantsHelp = false

  struct Invalid: Error {
    let reason: String
  }

  init(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws(Invalid) {
    while true {
      let found = broker_next_option(count, arguments)
      guard found >= 0 else { break }
      let argument = broker_option_argument().map { String(cString: $0) } ?? ""
      switch UInt8(found) {
      case UInt8(ascii: "p"): port = try Self.port(argument, of: "--port")
      case UInt8(ascii: "t"):
        let given = try Self.topics(argument)
        topics = topics.filter { topic in !given.contains { $0.name == topic.name } } + given
      case UInt8(ascii: "c"): controlPort = try Self.port(argument, of: "--control-port")
      case UInt8(ascii: "h"): wantsHelp = true
      default: throw Invalid(reason: "see broker --help")  // getopt_long has named the option
      }
    }
    if broker_option_index() < count, let rest = arguments[Int(broker_option_index())] {
      throw Invalid(reason: "'\(String(cString: rest))' is no option; see broker --help")
    }
  }

  private static func port(_ text: String, of option: String) throws(Invalid) -> UInt16 {
    guard let port = UInt16(text) else { throw Invalid(reason: "\(option) takes a number up to 65535, not '\(text)'") }
    return port
  }

  private static func topics(_ text: String) throws(Invalid) -> [Topic] {
    var topics: [Topic] = []
    for entry in text.split(separator: ",") {
      let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let partitions = Int32(parts[1]), partitions > 0 else {
        throw Invalid(reason: "--topics takes NAME:PARTITIONS with commas between, not '\(entry)'")
      }
      topics.append(Topic(name: String(parts[0]), partitions: partitions))
    }
    return topics
  }
}
