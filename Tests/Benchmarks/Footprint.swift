import CBenchmarks
import Contracts
import Foundation
import TestSupport

/// P7: memory idle and under P1's load, and the time from start to ready on a store of a million events.
struct Footprint {
  let plan: Plan
  let corpus: Corpus
  let folder: String
  /// Where reporting's store of all these events is.
  let filled: String

  private static let services = ["leads", "sales", "finance", "after-sales", "reporting"]

  func measure(_ figures: inout Figures) throws {
    let load = Load(token: try Service.token())
    for repetition in 0..<plan.repetitions {
      let broker = try EmbeddedBroker(topics: [])
      let services = try Self.services.map { name in
        (name, try Service(name, store: "\(folder)/footprint-\(repetition)/\(name)", broker: broker.address))
      }
      usleep(2_000_000)
      for (name, service) in services {
        figures.add("P7", "idle-\(name)", "MB", target: "under 25", service.megabytes())
      }
      _ = try load.run(port: services[0].1.port, connections: 64, from: 0, seconds: plan.isQuick ? 1 : 10)
      for (name, service) in services {
        figures.add("P7", "loaded-\(name)", "MB", target: "under 80", service.megabytes("VmHWM:"))
      }
      for (_, service) in services { try service.stop() }
      try broker.stop()
      try ready(&figures)
      try emptyRoute(&figures)
    }
    try executables(&figures)
  }

  /// What libmicrohttpd alone takes.
  private func emptyRoute(_ figures: inout Figures) throws {
    let route = try Service(executable: "empty-route", readyAt: "/")
    figures.add("P7", "libmicrohttpd in C, ready", "ms", route.secondsToReady * 1000)
    usleep(1_000_000)
    figures.add("P7", "libmicrohttpd in C, idle", "MB", route.megabytes())
    _ = try Load.runEmpty(port: route.port, connections: 64, seconds: plan.isQuick ? 1 : 10)
    figures.add("P7", "libmicrohttpd in C, loaded", "MB", route.megabytes("VmHWM:"))
    try route.stop()
  }

  /// What Joinery adds to the image of its base and Debian's packages: all executables, as the Dockerfile strips them.
  private func executables(_ figures: inout Figures) throws {
    var bytes: Int64 = 0
    for name in Self.services + ["joinery", "broker"] {
      let stripped = "\(folder)/stripped-\(name)"
      let strip = try ChildProcess("/usr/bin/strip", ["--strip-unneeded", "-o", stripped, builtExecutable(name)])
      guard try strip.waitForExit(within: .seconds(60)) == 0 else { throw Failure("\(name) cannot be stripped") }
      bytes += try Int64(FileManager.default.attributesOfItem(atPath: stripped)[.size] as? Int ?? 0)
    }
    figures.add("P7", "executables in the image", "MB", Double(bytes) / 1_048_576)
  }

  private func ready(_ figures: inout Figures) throws {
    for name in Self.services {
      // A log of its own, since the stores' topics must not be another's.
      let broker = try EmbeddedBroker(topics: [])
      let source = Source(rawValue: name.replacing("-", with: ""))
      let store = source.map { "\(corpus.folder)/\($0.rawValue)" } ?? Rebuilding.store(filled, corpus)
      let service = try Service(name, store: store, broker: broker.address)
      figures.add("P7", "ready-\(name)", "ms", target: "within 300", service.secondsToReady * 1000)
      try service.stop()
      try broker.stop()
    }
  }
}
