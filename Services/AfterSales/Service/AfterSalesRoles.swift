import ServiceRuntime

/// Who does what in after-sales.
extension Set<Role> {
  /// Set up crews, outlets, plans and terms, and give out the work.
  static let organisers: Set = [.manager, .operations, .service]
  /// Talk to customers about what was installed.
  static let desk: Set = [.manager, .operations, .service, .netSales, .shop]
  /// Do the work.
  static let field: Set = [.manager, .operations, .service, .installer]
  /// Give out installations; installers their own crew's.
  static let schedulers = organisers.union([.installer])
  /// Give customers their link, which shows its opener their data: not who runs the suite.
  static let linkers = desk.subtracting([.operations])
  /// Hear of what is wrong, from customers or on site.
  static let deskAndField = desk.union(field)
}
