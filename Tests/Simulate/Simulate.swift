import Foundation
import Simulation

/// Runs many seeds, on all cores, and cuts down the first that fails.
@main
enum Simulate {
  static let usage = """
    simulate [--seeds N] [--from SEED] [--mutant NAME] [--folder PATH] [--verbose]
      --seeds N     how many seeds; 1000 without it
      --from SEED   the first of them; with --seeds 1 it is run alone and cut down when it fails
      --mutant NAME put a fault in: \(Mutant.allCases.map(\.rawValue).joined(separator: ", ")), or all of them in turn;
                    runs until the checker has found it
      --folder PATH where stores are written, such as a memory disk
    """

  static func main() async {
    var seeds: UInt64 = 1_000
    var first: UInt64 = 1
    var mutants: [Mutant] = []
    var folder: String?
    var arguments = CommandLine.arguments.dropFirst()
    while let name = arguments.popFirst() {
      let value = arguments.popFirst()
      switch (name, value) {
      case ("--seeds", let value?) where UInt64(value) != nil: seeds = UInt64(value) ?? 0
      case ("--from", let value?) where UInt64(value) != nil: first = UInt64(value) ?? 0
      case ("--mutant", "all"): mutants = Mutant.allCases
      case ("--mutant", let value?) where Mutant(rawValue: value) != nil:
        mutants = Mutant(rawValue: value).map { [$0] } ?? []
      case ("--folder", let value?): folder = value
      default:
        print(usage)
        exit(2)
      }
    }
    do {
      let simulation = try Simulation(in: folder)
      if mutants.isEmpty {
        exit(await run(simulation, first..<(first + seeds)) ? 0 : 1)
      }
      var allFound = true
      for mutant in mutants { allFound = await find(mutant, simulation, first..<(first + seeds)) && allFound }
      exit(allFound ? 0 : 1)
    } catch {
      print("simulate: \(error)")
      exit(2)
    }
  }

  /// True where no seed fails.
  private static func run(_ simulation: Simulation, _ seeds: Range<UInt64>) async -> Bool {
    var (done, commands, duplicates) = (0, 0, 0)
    var (events, slowest) = (Int64(0), Int64(0))
    var failed: [UInt64] = []
    var happened: [Step.Kind: Int] = [:]
    await withTaskGroup(of: Simulation.Outcome.self) { group in
      var next = seeds.lowerBound
      func add() {
        guard next < seeds.upperBound, failed.isEmpty else { return }
        group.addTask { [next] in await simulation.run(seed: next) }
        next += 1
      }
      for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) { add() }
      for await outcome in group {
        done += 1
        commands += outcome.commands
        events += outcome.events
        duplicates += outcome.duplicates
        happened.merge(outcome.happened, uniquingKeysWith: +)
        slowest = max(slowest, outcome.quietSeconds)
        if !outcome.violations.isEmpty { failed.append(outcome.seed) }
        if done % 100 == 0 || !outcome.violations.isEmpty {
          note("\(done) of \(seeds.count) seeds, \(commands) commands, \(events) events, \(failed.count) failed")
        }
        add()
      }
    }
    print(
      "\(done) seeds, \(commands) commands, \(events) events, \(duplicates) duplicates dropped, quiet after "
        + "\(slowest) s at most, \(failed.count) failed")
    print(Step.Kind.allCases.map { "\($0.rawValue) \(happened[$0] ?? 0)" }.joined(separator: ", "))
    guard let seed = failed.min() else { return true }
    note("seed \(seed) is being cut down")
    let (steps, outcome) = await simulation.shrink(seed: seed)
    print("seed \(seed) fails with \(steps.count) of \(Step.plan(seed: seed).count) steps:")
    for step in steps { print("  \(step)") }
    for violation in outcome.violations { print("  \(violation)") }
    return false
  }

  /// True where the checker finds the mutant.
  private static func find(_ mutant: Mutant, _ simulation: Simulation, _ seeds: Range<UInt64>) async -> Bool {
    var spoiled = 0
    for seed in seeds {
      let outcome = await simulation.run(seed: seed, mutant: mutant)
      if outcome.isSpoiled { spoiled += 1 }
      guard outcome.isSpoiled, !outcome.violations.isEmpty else { continue }
      print(
        "\(mutant.rawValue): found with seed \(seed), the \(seed - seeds.lowerBound + 1). tried, \(spoiled). spoiled: "
          + outcome.violations[0])
      return true
    }
    print("\(mutant.rawValue): not found in \(seeds.count) seeds, of which it spoiled \(spoiled)")
    return false
  }

  private static func note(_ words: String) { FileHandle.standardError.write(Data("\(words)\n".utf8)) }
}
