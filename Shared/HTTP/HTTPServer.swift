import CMicrohttpd
import Glibc
import Synchronization

/// An HTTP/1.1 server on GNU libmicrohttpd: one thread moves the bytes, handlers run as tasks.
public final class HTTPServer: Sendable {
  public typealias Handler = @Sendable (HTTPRequest) async -> HTTPResponse

  enum Admission { case admitted, busy, stopping }

  private struct State {
    var daemon: Handle?
    var port = 0
    var started = false
    var deadlines: Task<Void, Never>?
    var connections: [ObjectIdentifier: Connection] = [:]
    var underWay = 0
    var lingering = 0
    var stopping = false
    /// Those that have taken the place of the first one. All are kept: connections go on with what they began with.
    var certificates: [Certificate] = []
  }

  let configuration: Configuration
  let handler: Handler
  private let state = Mutex(State())

  /// - Parameter handler: called for every complete request that is within the limits; cancelled when the grace of
  ///   `stop` is over.
  public init(configuration: Configuration = Configuration(), handler: @escaping Handler) {
    self.configuration = configuration
    self.handler = handler
  }

  /// Places that are kept free by sending idle clients away.
  private static let reservedConnections = 8

  /// The port that it listens on; 0 before `start`.
  public var port: Int { state.withLock { $0.port } }

  /// Listens and serves until `stop`, which must be called before the server is let go.
  public func start() throws(HTTPServerError) {
    let first = state.withLock { state in
      defer { state.started = true }
      return !state.started && !state.stopping
    }
    guard first else { throw .alreadyStarted }
    let socket = try ListeningSocket.open(address: configuration.address, port: configuration.port)
    // Known before the first request, whose handler may ask.
    state.withLock { $0.port = socket.port }
    // The library owns the socket now, and has closed it when it fails.
    guard let daemon = startDaemon(on: socket.descriptor) else {
      throw configuration.tls == nil ? .cannotStart : .unusableCertificate
    }
    let deadlines = Task { [self] in await enforceDeadlines() }
    state.withLock {
      $0.daemon = daemon
      $0.deadlines = deadlines
    }
  }

  /// Shows this certificate to whoever connects from now on; connections that are there keep theirs. Throws
  /// `.unusableCertificate` where it and the key are broken or do not belong together, or the server speaks no TLS.
  public func use(_ tls: TLS) throws(HTTPServerError) {
    guard configuration.tls != nil, let certificate = Certificate(tls) else { throw .unusableCertificate }
    state.withLock { $0.certificates.append(certificate) }
  }

  /// Refuses new requests (503, `Connection: close`) and ends event streams at once; other requests under way may
  /// answer within the grace, after which their tasks are cancelled and their connections cut. A handler that ignores
  /// its cancellation may still run when this returns. Does nothing the second time.
  public func stop(grace: Duration) async {
    let connections = state.withLock { state in
      state.stopping = true
      return Array(state.connections.values)
    }
    for connection in connections { connection.endEventStream() }
    let end = ContinuousClock.now + grace
    while state.withLock({ $0.underWay > 0 }), ContinuousClock.now < end {
      // Cancelled while it waits, it waits no longer.
      guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { break }
    }
    // The library aborts the process if a connection is suspended when it stops. From here none becomes so: what is
    // known here is aborted, and what connects later is refused.
    for connection in state.withLock({ Array($0.connections.values) }) { connection.abort() }
    let daemon = state.withLock { state in
      defer { state.daemon = nil }
      state.deadlines?.cancel()
      return state.daemon
    }
    guard let daemon else { return }
    MHD_stop_daemon(daemon.pointer)
    Unmanaged.passUnretained(self).release()
  }

  // MARK: - For connections

  var isStopping: Bool { state.withLock { $0.stopping } }

  /// Counts a request as under way until `release`.
  func admit() -> Admission {
    state.withLock { state in
      if state.stopping { return .stopping }
      if state.underWay >= configuration.maximumRequestsUnderWay { return .busy }
      state.underWay += 1
      return .admitted
    }
  }

  func release() { state.withLock { $0.underWay -= 1 } }

  /// Answers with an error, in the access callback. False if the connection must be dropped.
  func refuse(
    _ refusal: Refusal, to headers: HTTPHeaders, closing: Bool = false, on connection: Handle
  ) -> Bool {
    var response = configuration.errorResponse(refusal, headers)
    if refusal.status == 503 { response.headers["Retry-After"] = "1" }
    if closing { response.headers["Connection"] = "close" }
    guard let answer = Answer(plain: response) else { return false }
    return answer.queue(on: connection)
  }

  /// Takes the descriptor of a connection whose client is still sending.
  func linger(on descriptor: Int32) {
    let isTaken = state.withLock { state in
      guard state.lingering < Lingering.most, !state.stopping else { return false }
      state.lingering += 1
      return true
    }
    guard isTaken else {
      close(descriptor)
      return
    }
    Task { [self] in
      await Lingering.drain(
        descriptor, atMost: configuration.maximumDroppedBytes, until: .now + configuration.bodyDeadline)
      state.withLock { $0.lingering -= 1 }
    }
  }

  private func enforceDeadlines() async {
    let interval = min(
      max(min(configuration.headDeadline, configuration.bodyDeadline) / 8, .milliseconds(10)), .seconds(1))
    while (try? await Task.sleep(for: interval)) != nil {
      let connections = state.withLock { Array($0.connections.values) }
      let now = ContinuousClock.now
      for connection in connections { connection.enforceDeadlines(at: now) }
    }
  }

  // MARK: - The library

  private func startDaemon(on socket: Int32) -> Handle? {
    var start = joinery_mhd_start()
    start.listening_socket = socket
    start.maximum_connections = UInt32(clamping: configuration.maximumConnections)
    let idle = configuration.idleTimeout.components
    start.idle_seconds = UInt32(clamping: idle.seconds + (idle.attoseconds > 0 ? 1 : 0))
    // Twice the limit, so that most of what exceeds it is refused here; the library zeroes all of it per request.
    start.connection_memory = max(32 << 10, 2 * configuration.maximumHeaderBytes)
    start.context = Unmanaged.passRetained(self).toOpaque()
    start.target = { _, target, connection in
      guard let target, let connection, let attached = joinery_mhd_socket_context(connection) else { return nil }
      HTTPServer.connection(attached).begin(target: target)
      // The access callback knows its first call by this.
      return nil
    }
    start.access = { _, connection, target, method, _, body, bodySize, context in
      guard let connection, let target, let method, let bodySize, let context else { return .NO }
      guard let known = context.pointee else {
        guard let attached = joinery_mhd_socket_context(connection) else { return .NO }
        context.pointee = attached
        return HTTPServer.connection(attached).receive(method: method, target: target) ? .YES : .NO
      }
      guard bodySize.pointee > 0 else { return HTTPServer.connection(known).proceed() ? .YES : .NO }
      let bytes = UnsafeRawBufferPointer(start: body, count: bodySize.pointee)
      bodySize.pointee = 0
      return HTTPServer.connection(known).receive(body: bytes) ? .YES : .NO
    }
    start.connection = { context, connection, socketContext, event in
      guard let context, let connection, let socketContext else { return }
      if event == .CONNECTION_NOTIFY_STARTED {
        let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
        socketContext.pointee = Unmanaged.passRetained(server.connected(Handle(connection))).toOpaque()
      } else if let attached = socketContext.pointee {
        Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
          .disconnected(Unmanaged<Connection>.fromOpaque(attached).takeRetainedValue())
      }
    }
    start.completed = { _, _, context, _ in
      if let known = context?.pointee { HTTPServer.connection(known).finish() }
    }
    let daemon =
      if let tls = configuration.tls {
        tls.privateKey.withCString { key in
          tls.certificate.withCString { certificate in
            start.private_key = key
            start.certificate = certificate
            return joinery_mhd_start_daemon(&start)
          }
        }
      } else {
        joinery_mhd_start_daemon(&start)
      }
    if daemon == nil { Unmanaged.passUnretained(self).release() }
    return daemon.map(Handle.init)
  }

  private static func connection(_ context: UnsafeMutableRawPointer) -> Connection {
    Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
  }

  private func connected(_ handle: Handle) -> Connection {
    let connection = Connection(handle, server: self)
    state.withLock { $0.certificates.last }?.show(on: handle)
    let others = state.withLock { state in
      let room = configuration.maximumConnections - state.connections.count
      defer { state.connections[ObjectIdentifier(connection)] = connection }
      return room <= Self.reservedConnections ? Array(state.connections.values) : []
    }
    // At the limit the library accepts nobody: whoever has idled longest goes, so that no client can hold all places.
    others.compactMap { other in other.idleSince.map { (other, $0) } }.min { $0.1 < $1.1 }?.0.makeRoom()
    return connection
  }

  private func disconnected(_ connection: Connection) {
    connection.close()
    state.withLock { $0.connections[ObjectIdentifier(connection)] = nil }
  }
}
