import Glibc
import Kernel
import ServiceRuntime
import TestSupport

/// Measures the suite beside its floors.
@main
enum Main {
  static func main() async {
    guard let plan = Plan(Array(CommandLine.arguments.dropFirst())) else {
      print(Plan.usage)
      exit(2)
    }
    do {
      try CompanyZone.use("Asia/Shanghai")
      if let copies = plan.stores, let folder = plan.folder {
        try GrowthStores.make(copies: copies, of: plan, in: folder)
        return
      }
      let temporary = TemporaryFolder()
      let folder = plan.folder ?? temporary.path
      var figures = Figures()
      for benchmark in plan.benchmarks {
        note("== \(benchmark.rawValue)")
        try await measure(benchmark, plan, in: folder, stores: temporary.path, &figures)
      }
      print(plan.isJSON ? String(decoding: figures.json.bytes, as: UTF8.self) : figures.table)
    } catch {
      note("benchmark: \(error)")
      exit(1)
    }
  }

  /// `folder` keeps the events for the next run; stores that one run fills are in `stores`.
  private static func measure(
    _ benchmark: Benchmark, _ plan: Plan, in folder: String, stores: String, _ figures: inout Figures
  ) async throws {
    func some() throws -> Corpus { try Corpus(copies: plan.someCopies, of: plan, in: folder) }
    func many() throws -> Corpus { try Corpus(copies: plan.manyCopies, of: plan, in: folder) }
    switch benchmark {
    case .commands: try await Commands(plan, in: "\(stores)/P1").measure(&figures)
    case .publishing: try Publishing(plan: plan, corpus: some()).measure(&figures)
    case .applying: try Applying(plan: plan, corpus: some(), folder: stores).measure(&figures)
    case .visibility: try await Visibility(plan: plan, folder: stores).measure(&figures)
    case .rebuilding: try Rebuilding(plan: plan, corpus: many(), folder: folder).measure(&figures)
    case .reports:
      let corpora = try [Corpus(copies: plan.fewCopies, of: plan.ofFewEvents, in: folder), many()]
      for corpus in corpora { try Rebuilding(plan: plan, corpus: corpus, folder: folder).fillIfMissing() }
      try Reports(plan: plan, small: corpora[0], large: corpora[1], folder: folder).measure(&figures)
    case .footprint:
      let corpus = try many()
      try Rebuilding(plan: plan, corpus: corpus, folder: folder).fillIfMissing()
      try Footprint(plan: plan, corpus: corpus, folder: stores, filled: folder).measure(&figures)
    }
  }
}
