import ServiceRuntime

extension Feature {
  /// The page for people, and what keeps it up to date. `pages` is the folder of the JavaScript packages that it uses.
  static func dashboard(pages: String, of companies: Companies? = nil) -> Feature {
    Feature(routes: {
      DashboardRoutes.all(pages: pages)
      LiveRoute.route(of: companies)
    })
  }
}
