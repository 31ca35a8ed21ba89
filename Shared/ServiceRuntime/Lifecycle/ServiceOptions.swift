import Crypto
import FoundationEssentials
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
  /// Plain HTTP without it.
  public var tls: TLSFiles?
  /// Files that are read again when they change, besides those of `tls`.
  public var watched: [WatchedFiles] = []
  /// The file of the certificate that brokers are shown.
  public var kafkaCertificate: String?
  /// How often files are looked at; a change is taken at the second look that sees it.
  public var fileInterval = Duration.seconds(10)
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
  /// Where spans go; nil where nobody collects any.
  public var tracer: Tracer?
  /// Take a new epoch and leave what the topic holds.
  public var newLog = false
  public var acceptBeforeCheck = false
  /// Where the store is shipped to; nil where it is not.
  public var shipping: ShippingOptions?
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

/// The files of a service's certificate chain and its private key, PEM.
public struct TLSFiles: Hashable, Sendable {
  public let certificate: String
  public let key: String

  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }

  /// What they hold now. Throws where one cannot be read.
  func read() throws -> HTTPServer.TLS {
    HTTPServer.TLS(
      certificate: try String(contentsOfFile: certificate, encoding: .utf8),
      privateKey: try String(contentsOfFile: key, encoding: .utf8))
  }
}
