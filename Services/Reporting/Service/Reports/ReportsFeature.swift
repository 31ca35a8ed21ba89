import ServiceRuntime

extension Feature {
  /// Every report, and the events behind each figure. A new one is a shape and its place in `ReportShape.all`.
  static let reports = Feature(routes: { ReportRoutes().all })

  /// The same of several companies together.
  static func reports(of companies: Companies) -> Feature {
    Feature(routes: {
      ReportRoutes(of: companies).all
      GroupRoutes.all(companies)
    })
  }
}
