import CMicrohttpd
import Glibc
import Synchronization

/// A client's TCP connection and the request that is under way on it.
///
/// The library's thread moves it through the stages; the handler's task and a stopping server meet it there, so all
/// is under one lock. The library serves a connection's requests one after the other, and a request whose task still
/// runs keeps its connection suspended: a late answer never meets a later request.
final class Connection: Sendable {
  private enum Stage {
    /// Idle, or in the middle of a head.
    case head
    case body
    /// The handler runs; the connection is suspended, or about to be.
    case handling
    /// The handler has answered; a connection that was suspended resumes.
    case answered
    case sending
  }

  private struct State: ~Copyable {
    let handle: Handle
    var descriptor: Int32
    var stage = Stage.head
    var requestsDone = 0
    /// When it connected, or its last request was over.
    var idleSince = ContinuousClock.now
    /// Of the request whose head is being read, as it was written.
    var query: [UInt8] = []
    var targetBytes = 0
    var request = HTTPRequest(path: "")
    var taking = HTTPServer.Taking()
    /// The rest of the body is dropped, and then refused.
    var bodyTooLarge = false
    var droppedBytes = 0
    /// The client is still sending when the connection is closed.
    var lingers = false
    var admitted = false
    var suspended = false
    var task: Task<Void, Never>?
    var answer: Answer?
    var stream: BodyStream?
    var streamsEvents = false
    /// The server is stopping: event streams end now.
    var stopping = false
    /// The server does not wait any longer: nothing is suspended or answered from now on.
    var aborted = false
    var watch: Watch?
  }

  /// What the deadlines go by: the stage as seen at an earlier look.
  private struct Watch {
    var stage: Stage
    var requestsDone: Int
    var received: UInt64
    var since: ContinuousClock.Instant?
  }

  private let server: HTTPServer
  private let peer: String
  private let state: Mutex<State>

  init(_ handle: Handle, server: HTTPServer) {
    self.server = server
    peer = Self.text(of: joinery_mhd_peer(handle.pointer))
    state = Mutex(State(handle: handle, descriptor: joinery_mhd_socket(handle.pointer)))
  }

  // MARK: - The library's thread

  /// A request begins. Its query is taken off before the library cuts it into parameters, each of which takes 64 bytes of
  /// the memory for a head: some five hundred of them used it up, and the library, which overlooks that (0.9.75), waited
  /// for the rest of a head that it had no room for. Here as many are taken as the head may hold.
  func begin(target: UnsafePointer<CChar>) {
    let question = strchr(target, Int32(UInt8(ascii: "?")))
    let query = question.map { Array(UnsafeRawBufferPointer(start: $0 + 1, count: strlen($0 + 1))) }
    let bytes = strlen(target)
    // It is the library's to write on, and ends there for the library now.
    question?[1] = 0
    state.withLock {
      $0.query = query ?? []
      $0.targetBytes = bytes
      joinery_mhd_hide_cookies($0.handle.pointer)
    }
  }

  /// The head is complete. False if the connection must be dropped.
  func receive(method: UnsafePointer<CChar>, target: UnsafePointer<CChar>) -> Bool {
    state.withLock { state in
      let head = RequestHead(of: state.handle.pointer, query: state.query)
      let configuration = server.configuration
      func refuse(_ refusal: HTTPServer.Refusal) -> Bool {
        server.refuse(refusal, to: head.headers, on: state.handle)
      }
      let bytes = UnsafeRawPointer(target).assumingMemoryBound(to: UInt8.self)
      guard let path = PercentDecoding.text(UnsafeBufferPointer(start: bytes, count: strlen(target))) else {
        return refuse(.malformed("the path is not UTF-8 after percent-decoding"))
      }
      if let fault = head.fault { return refuse(.malformed(fault)) }
      if state.targetBytes > configuration.maximumTargetBytes {
        return refuse(.targetTooLong(limit: configuration.maximumTargetBytes))
      }
      if head.query.count > configuration.maximumParameters {
        return refuse(.tooManyParameters(limit: configuration.maximumParameters))
      }
      if joinery_mhd_head_bytes(state.handle.pointer) > configuration.maximumHeaderBytes {
        return refuse(.headTooLarge(limit: configuration.maximumHeaderBytes))
      }
      if state.aborted || server.isStopping { return refuse(.stopping) }
      state.request = HTTPRequest(
        method: String(cString: method), path: path, query: head.query, headers: head.headers, peer: peer)
      state.taking = configuration.taking(state.request.method, path)
      if let announced = head.contentLength {
        let maximum = state.taking.maximumBodyBytes
        if announced > UInt64(clamping: maximum) {
          state.lingers = true
          return refuse(.bodyTooLarge(limit: maximum))
        }
        state.request.body.reserveCapacity(Int(min(announced, 64 << 10)))
      }
      state.bodyTooLarge = false
      state.droppedBytes = 0
      state.stage = .body
      return true
    }
  }

  /// False if the connection must be dropped.
  func receive(body: UnsafeRawBufferPointer) -> Bool {
    state.withLock { state in
      // The library takes no answer in the middle of a body: the rest is read and dropped, within the deadline.
      if state.bodyTooLarge {
        state.droppedBytes += body.count
        return state.droppedBytes <= server.configuration.maximumDroppedBytes
      }
      if state.request.body.count + body.count > state.taking.maximumBodyBytes {
        state.bodyTooLarge = true
        state.request.body = []
      } else {
        state.request.body.append(contentsOf: body)
      }
      return true
    }
  }

  /// The request is complete, or its answer is there. False if the connection must be dropped.
  func proceed() -> Bool {
    var admitted: HTTPRequest?
    var atOnce = false
    let lives = state.withLock { state in
      switch state.stage {
      case .body where state.aborted, .handling where state.aborted, .answered where state.aborted: return false
      case .body where state.bodyTooLarge:
        return server.refuse(
          .bodyTooLarge(limit: state.taking.maximumBodyBytes), to: state.request.headers, on: state.handle)
      case .body:
        switch server.admit() {
        case .admitted: break
        case .stopping:
          return server.refuse(.stopping, to: state.request.headers, closing: true, on: state.handle)
        case .busy:
          return server.refuse(.busy, to: state.request.headers, on: state.handle)
        }
        state.admitted = true
        state.stage = .handling
        atOnce = state.taking.beginsAtOnce && state.request.body.count <= Self.shortBody
        if !atOnce { Self.suspend(&state) }
        admitted = state.request
        state.request.body = []
        return true
      case .answered: return Self.send(&state)
      case .head, .handling, .sending: return true
      }
    }
    return admitted.map { start($0, atOnce: atOnce) } ?? lives
  }

  /// Outside of the lock, for which the new task would otherwise wait. False if the connection must be dropped.
  private func start(_ request: HTTPRequest, atOnce: Bool) -> Bool {
    let task =
      atOnce ? Task.immediate { await self.handle(request) } : Task { await self.handle(request) }
    let (aborted, lives) = state.withLock { state in
      // Only the library's thread starts and finishes requests, so this one is not finished yet.
      state.task = task
      // One that is suspended already meets its abortion, or its answer, when it resumes.
      guard atOnce, !state.aborted else { return (state.aborted, !atOnce) }
      if state.stage == .answered { return (false, Self.send(&state)) }
      Self.suspend(&state)
      return (false, true)
    }
    if aborted { task.cancel() }
    return lives
  }

  private static let shortBody = 16 << 10

  private static func suspend(_ state: inout State) {
    state.suspended = true
    MHD_suspend_connection(state.handle.pointer)
  }

  /// False if the connection must be dropped.
  private static func send(_ state: inout State) -> Bool {
    guard let answer = state.answer.take() else { return false }
    state.stage = .sending
    return answer.queue(on: state.handle)
  }

  /// The library's thread goes on with the connection, where it does not already.
  private static func resume(_ state: inout State) {
    guard state.suspended else { return }
    state.suspended = false
    MHD_resume_connection(state.handle.pointer)
  }

  /// The request is over, answered or not.
  func finish() {
    let (task, admitted) = state.withLock { state in
      defer {
        state.task = nil
        state.stream = nil
        state.answer = nil
        state.stage = .head
        state.requestsDone += 1
        state.idleSince = .now
        state.admitted = false
      }
      return (state.task, state.admitted)
    }
    // A stream's task may still write, or wait for something to write.
    task?.cancel()
    if admitted { server.release() }
  }

  /// The descriptor is about to be closed, and its number to be used again.
  func close() {
    let rest = state.withLock { state in
      defer { state.descriptor = -1 }
      return state.lingers ? dup(state.descriptor) : -1
    }
    if rest >= 0 { server.linger(on: rest) }
  }

  // MARK: - The handler's task

  private func handle(_ request: HTTPRequest) async {
    let response = await server.handler(request)
    var answer = Answer(
      response, isHead: request.method == "HEAD",
      refusal: { [server] in server.configuration.errorResponse($0, request.headers) })
    let stream = answer?.stream
    let lives = state.withLock { state in
      // An aborted connection was resumed already.
      guard !state.aborted else { return false }
      state.stream = stream
      state.streamsEvents = answer?.isEventStream == true
      if state.stopping, state.streamsEvents { stream?.complete() }
      state.answer = answer.take()
      state.stage = .answered
      Self.resume(&state)
      return true
    }
    // The answer to HEAD has no body, so nobody would read.
    guard lives, let stream, case .stream(let produce) = response.body, request.method != "HEAD" else { return }
    do {
      try await produce(stream)
      stream.complete()
    } catch {
      stream.fail()
    }
  }

  // MARK: - The server

  /// Cuts a client that takes too long over a head or a body. The library's own timeout counts inactivity only, which
  /// a byte a second never is.
  func enforceDeadlines(at now: ContinuousClock.Instant) {
    let configuration = server.configuration
    state.withLock { state in
      guard state.descriptor >= 0, state.stage == .head || state.stage == .body else { return }
      if state.watch?.stage != state.stage || state.watch?.requestsDone != state.requestsDone {
        // Between requests a connection may idle: the deadline of a head runs from the first byte after this look.
        // On a new connection any byte is of the head, or of the handshake before it.
        let idle = state.stage == .head && state.requestsDone > 0
        state.watch = Watch(
          stage: state.stage, requestsDone: state.requestsDone,
          received: idle ? joinery_bytes_received(state.descriptor) : 0, since: state.stage == .body ? now : nil)
      }
      guard let since = state.watch?.since else {
        if joinery_bytes_received(state.descriptor) > state.watch?.received ?? 0 { state.watch?.since = now }
        return
      }
      if now - since >= (state.stage == .head ? configuration.headDeadline : configuration.bodyDeadline) {
        shutdown(state.descriptor, Int32(SHUT_RDWR))
      }
    }
  }

  /// Since when it has brought no whole request; nil while it has one under way or is gone.
  var idleSince: ContinuousClock.Instant? {
    state.withLock { $0.descriptor >= 0 && $0.stage == .head ? $0.idleSince : nil }
  }

  /// Gives its place to somebody else, unless a request has come meanwhile.
  func makeRoom() {
    state.withLock { state in
      guard state.descriptor >= 0, state.stage == .head else { return }
      state.idleSince = .now
      shutdown(state.descriptor, Int32(SHUT_RDWR))
    }
  }

  /// Ends an event stream, now or when its handler answers, since it would not end by itself.
  func endEventStream() {
    let task = state.withLock { state -> Task<Void, Never>? in
      state.stopping = true
      guard let stream = state.stream, state.streamsEvents else { return nil }
      stream.complete()
      return state.task
    }
    task?.cancel()
  }

  /// Resumes what is suspended, for good.
  func abort() {
    let task = state.withLock { state -> Task<Void, Never>? in
      guard !state.aborted else { return nil }
      state.aborted = true
      state.stream?.abort()
      if state.stage == .handling { Self.resume(&state) }
      return state.task
    }
    task?.cancel()
  }

  private static func text(of address: UnsafePointer<sockaddr>?) -> String {
    guard let address else { return "" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
      guard let start = text.baseAddress else { return "" }
      let raw = UnsafeRawPointer(address)
      let family = Int32(address.pointee.sa_family)
      let written =
        if family == AF_INET6 {
          withUnsafePointer(to: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) {
            inet_ntop(family, $0, start, socklen_t(INET6_ADDRSTRLEN))
          }
        } else {
          withUnsafePointer(to: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) {
            inet_ntop(family, $0, start, socklen_t(INET6_ADDRSTRLEN))
          }
        }
      return written == nil ? "" : String(cString: start)
    }
  }
}
