import ServiceRuntime

/// Who does what in sales.
extension Set<Role> {
  static let sellers: Set = [.netSales, .shop, .manager, .operations]
  static let deliverers: Set = [.netSales, .shop, .manager, .operations]
  static let measurers: Set = [.designer, .netSales, .shop, .manager, .operations]
  /// They ask the ERP for its figures.
  static let reconcilers: Set = [.manager, .operations, .finance]
  static let resenders: Set = [.manager, .operations]
  /// Prices are the company's.
  static let cataloguers: Set = [.manager, .operations]
}
