import Kernel
import ServiceRuntime

extension Feature {
  /// Snapshots of the company's figures for analysts' own tools, made anew so often where `seconds` says.
  static func analytics(every seconds: Int?) -> Feature {
    let snapshots = Snapshots()
    var feature = Feature(routes: { SnapshotRoutes(snapshots: snapshots).routes })
    if let seconds {
      feature.beside = { store, log in await snapshots.repeating(every: seconds, store, log) }
    }
    return feature
  }
}

extension Setting {
  /// How often a snapshot is made.
  static let snapshotEvery = Setting(
    "JOINERY_SNAPSHOT_EVERY",
    Localized(
      zh: "多久生成一次分析快照，例如 15m、24h；缺省为仅在请求时", en: "How often a snapshot is made: 15m, 24h; only when asked for without it"
    ),
    .interval)
}
