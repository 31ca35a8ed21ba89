import ServiceRuntime

/// Who does what in leads.
extension Set<Role> {
  /// Who says what the company is like: its people, plans, rules.
  static let organisers: Set = [.manager, .operations]
  /// Who meets customers.
  static let field: Set = [.manager, .operations, .netSales, .shop, .designer, .installer, .service]
  /// Who decides of what customers write of themselves.
  static let contactKeepers: Set = [.manager, .operations, .netSales, .shop, .service]
  static let salespeople: Set = [.manager, .operations, .netSales, .shop]
}
