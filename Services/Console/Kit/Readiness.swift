import FoundationEssentials
import ServiceRuntime

/// Waits for services to answer.
package enum Readiness {
  /// Returns when `/readyz` of all of them answers 200, however long that takes. Says after some seconds what is
  /// missing.
  package static func wait(for clients: [ServiceClient]) async {
    let bar = ProgressBar("services ready", total: clients.count)
    let patience = ContinuousClock.now + .seconds(10)
    var told: Set<String> = []
    while true {
      var missing: [String] = []
      for client in clients {
        let reply = try? await client.answer("GET", "/readyz", seconds: 2)
        guard reply?.status != 200 else { continue }
        missing.append(client.name)
        guard ContinuousClock.now > patience, let health: Health = reply.flatMap({ try? client.decode($0.body) }) else {
          continue
        }
        let reasons = "\(client.name) is not ready: \(health.reasons.joined(separator: "; "))"
        if told.insert(reasons).inserted { Terminal.note("\n\(reasons)") }
      }
      bar.set(clients.count - missing.count, missing.isEmpty ? "" : "(waiting for \(missing.joined(separator: ", ")))")
      guard !missing.isEmpty else { break }
      try? await Task.sleep(for: .milliseconds(200))  // between two looks
    }
    bar.finish()
  }
}
