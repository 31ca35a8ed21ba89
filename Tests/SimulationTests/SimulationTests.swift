import Foundation
import Simulation
import Testing

/// `JOINERY_SEED` begins elsewhere, `JOINERY_SEEDS` runs more.
@Suite("The whole suite, stepped from a seed", .serialized)
struct SimulationTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let first = environment["JOINERY_SEED"].flatMap { UInt64($0) } ?? 1
  private static let count = environment["JOINERY_SEEDS"].flatMap { UInt64($0) } ?? 100

  @Test("nothing is lost, doubled or reordered, whatever happens")
  func seeds() async throws {
    let simulation = try Simulation()
    print("simulation: seeds \(Self.first) to \(Self.first + Self.count - 1)")
    for seed in Self.first..<(Self.first + Self.count) {
      await Task.yield()
      let outcome = await simulation.run(seed: seed)
      guard !outcome.violations.isEmpty else { continue }
      let (steps, shorter) = await simulation.shrink(seed: seed)
      // Cut down, it may fail otherwise, or not at all where chance had a part in it.
      Issue.record(
        """
        seed \(seed): \(outcome.violations); cut down: \(shorter.violations)
        \(steps.map(\.description).joined(separator: "\n"))
        """)
      return
    }
  }

  @Test("the checker finds each mutant", arguments: Mutant.allCases)
  func mutants(_ mutant: Mutant) async throws {
    let simulation = try Simulation()
    for seed in Self.first..<(Self.first + 50) {
      await Task.yield()
      let outcome = await simulation.run(seed: seed, mutant: mutant)
      if outcome.isSpoiled, !outcome.violations.isEmpty { return }
    }
    Issue.record("\(mutant.rawValue) was not found in 50 seeds")
  }
}
