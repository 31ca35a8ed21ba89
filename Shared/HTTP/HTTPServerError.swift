/// Why a server did not start.
public enum HTTPServerError: Error, Equatable, CustomStringConvertible {
  case addressInUse(address: String, port: Int)
  /// Not a numeric address of this machine, or a port that may not be bound; `reason` is the system's.
  case cannotListen(address: String, port: Int, reason: String)
  case unusableCertificate
  /// libmicrohttpd refused without telling why; most often out of file descriptors or threads.
  case cannotStart
  case alreadyStarted

  public var description: String {
    switch self {
    case .addressInUse(let address, let port):
      "\(address) port \(port) is in use: stop the process that listens there, or configure another port"
    case .cannotListen(let address, let port, let reason):
      "cannot listen on \(address) port \(port): \(reason); configure a numeric address of this machine and a free port"
    case .unusableCertificate:
      "the TLS certificate and key cannot be used: both must be PEM text, and the key that of the first certificate"
    case .cannotStart: "the HTTP server cannot start: check the limits on open files and threads"
    case .alreadyStarted: "the HTTP server was started or stopped before: make a new one"
    }
  }
}
