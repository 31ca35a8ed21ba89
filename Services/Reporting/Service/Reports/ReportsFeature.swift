import ServiceRuntime

extension Feature {
  /// Every report, and the events behind each figure. A new one is a shape and its place in `ReportShape.all`.
  static let reports = Feature(routes: { ReportRoutes.all })
}
