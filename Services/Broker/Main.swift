import CBroker
import Glibc

@main
struct Main {
  static func main() {
    // Before any thread starts: they inherit it, so that the signals arrive where they are waited for.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
    do {
      let options = try Options(CommandLine.argc, CommandLine.unsafeArgv)
      guard !options.wantsHelp else { return print(Options.usage, terminator: "") }
      try serve(options, until: signalfd(-1, &signals, Int32(SFD_CLOEXEC)))
    } catch let error as Options.Invalid {
      broker_complain("broker: \(error.reason)\n")
      exit(2)
    } catch {
      broker_complain("broker: \((error as? MockCluster.Failure)?.reason ?? "\(error)")\n")
      exit(1)
    }
  }

  private static func serve(_ options: Options, until stop: Int32) throws {
    // librdkafka aborts the process when the port is taken.
    guard Listener(port: options.port) != nil else { throw taken(options.port, "--port") }
    let cluster = try MockCluster(port: options.port, topics: options.topics)
    let ready = "ready 127.0.0.1:\(cluster.port)\n"
    guard let controlPort = options.controlPort else {
      announce(ready)
      return wait(for: stop)
    }
    guard let listener = Listener(port: controlPort) else { throw taken(controlPort, "--control-port") }
    announce("control 127.0.0.1:\(listener.port)\n" + ready)
    while let connection = accept(listener, until: stop) {
      serve(connection, Control(cluster: cluster), until: stop)
      close(connection)
    }
  }

  private static func taken(_ port: UInt16, _ option: String) -> MockCluster.Failure {
    MockCluster.Failure(
      reason: "port \(port) of 127.0.0.1 is taken; end whoever has it, or give another with \(option)")
  }

  private static func announce(_ text: String) {
    print(text, terminator: "")
    fflush(nil)  // into a pipe, print waits for a full buffer
  }

  /// Nil when it is time to stop.
  private static func accept(_ listener: borrowing Listener, until stop: Int32) -> Int32? {
    while wait(for: listener.descriptor, orFor: stop) {
      let connection = Glibc.accept(listener.descriptor, nil, nil)
      if connection >= 0 { return connection }
    }
    return nil
  }

  /// Answers line by line until the peer leaves or it is time to stop.
  private static func serve(_ connection: Int32, _ control: Control, until stop: Int32) {
    var pending: [UInt8] = []
    while wait(for: connection, orFor: stop) {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(connection, &bytes, bytes.count)
      guard count > 0 else { return }
      pending += bytes[..<count]
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let answer = Array("\(control.answer(String(decoding: pending[..<end], as: UTF8.self)))\n".utf8)
        write(connection, answer, answer.count)
        pending.removeSubrange(...end)
      }
    }
  }

  private static func wait(for stop: Int32) { _ = wait(for: stop, orFor: stop) }

  /// Sleeps until one of them can be read; false when it is time to stop.
  private static func wait(for descriptor: Int32, orFor stop: Int32) -> Bool {
    var entries = [descriptor, stop].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&entries, 2, -1) < 0, errno == EINTR {}
    return entries[1].revents == 0
  }
}
