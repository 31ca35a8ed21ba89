import Foundation
import Kernel
import TestSupport

/// Whole suites in one process, each from a seed (`Tests/README.md#simulation`).
public struct Simulation: Sendable {
  /// What became of one seed.
  public struct Outcome: Sendable {
    public let seed: UInt64
    public var violations: [String] = []
    /// How often a step of each kind found an occasion.
    public var happened: [Step.Kind: Int] = [:]
    public var commands = 0
    public var events: Int64 = 0
    public var duplicates = 0
    public var quietSeconds: Int64 = 0
    /// Whether the mutant had the occasion to do its harm.
    public var isSpoiled = false
  }

  private let folder: TemporaryFolder
  private let parent: String

  /// `folder`: where stores are written; a temporary one without it. Throws what a store says that cannot be made.
  public init(in folder: String? = nil) throws {
    try CompanyZone.use("Asia/Shanghai")
    self.folder = TemporaryFolder()
    parent = folder ?? self.folder.path
    try World.makeTemplates(in: "\(self.folder.path)/templates")
  }

  /// Runs a seed; with `steps`, these instead of its own.
  public func run(seed: UInt64, steps: [Step]? = nil, mutant: Mutant? = nil) async -> Outcome {
    let steps = steps ?? Step.plan(seed: seed)
    var outcome = Outcome(seed: seed)
    let place = "\(parent)/seed-\(seed)-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    do {
      let world = try World(seed: seed, in: place, templates: "\(folder.path)/templates", mutant: mutant)
      for step in steps {
        if try await world.run(step) { outcome.happened[step.kind, default: 0] += 1 }
        guard world.violations.isEmpty else { break }
      }
      if world.violations.isEmpty { try world.becomeQuiet() }
      if world.violations.isEmpty { try world.check() }
      outcome.violations = world.violations
      outcome.commands = world.commands
      outcome.events = try world.events()
      outcome.duplicates = world.duplicates
      outcome.quietSeconds = world.quietSeconds
      outcome.isSpoiled = world.isSpoiled
    } catch {
      outcome.violations.append("the simulation cannot go on: \(error)")
    }
    return outcome
  }

  /// Leaves out of a failing plan whatever it fails without; in the end each step that is left is needed.
  public func shrink(seed: UInt64, mutant: Mutant? = nil) async -> (steps: [Step], outcome: Outcome) {
    var steps = Step.plan(seed: seed)
    var outcome = await run(seed: seed, steps: steps, mutant: mutant)
    var size = max(1, steps.count / 2)
    while !outcome.violations.isEmpty {
      var start = 0
      var isShorter = false
      while start < steps.count {
        var fewer = steps
        fewer.removeSubrange(start..<min(start + size, steps.count))
        let other = await run(seed: seed, steps: fewer, mutant: mutant)
        if other.violations.isEmpty {
          start += size
        } else {
          (steps, outcome, isShorter) = (fewer, other, true)
        }
      }
      if size == 1, !isShorter { break }
      size = max(1, size / 2)
    }
    return (steps, outcome)
  }
}
