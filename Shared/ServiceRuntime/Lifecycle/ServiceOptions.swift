import Crypto
import HTTP
import Kernel
import Messaging

/// Where and with what a service runs.
public struct ServiceOptions: Sendable {
  /// Folder of the store.
  public var folder: String
  public var address = "127.0.0.1"
  /// 0 lets the kernel choose.
  public var port = 0
  public var tls: HTTPServer.TLS?
  /// When the first certificate ends, for each use: `http` for what clients are shown, `kafka` for what brokers are.
  public var certificateExpiry: [String: Instant] = [:]
  public var time = TimeSource.system
  /// What waiting and repeating go by; the same as `time` for tests that move the clock.
  public var steady = TimeSource.steady
  public var random: any RandomNumberGenerator & Sendable = SystemRandom()
  public var log: Log
  public var tokens: Tokens?
  /// Where its keys come from, which may change while the service runs.
  public var keySources = KeySources()
  /// The page where people sign in, to which a service leads that has none of its own.
  public var signInPage: String?
  public var producer: any RecordProducer
  public var consumer: any RecordConsumer
  /// Take a new epoch and leave what the topic holds.
  public var newLog = false
  public var acceptBeforeCheck = false
  /// How long stopping may take.
  public var shutdownSeconds = 10

  /// Whether the service listens on this machine's loopback alone.
  public var isLoopback: Bool { ServiceRuntime.isLoopback(address: address) }

  public init(
    folder: String, log: Log, producer: any RecordProducer, consumer: any RecordConsumer
  ) {
    self.folder = folder
    self.log = log
    self.producer = producer
    self.consumer = consumer
  }
}
