import ServiceRuntime

/// Who does what in finance.
extension Set<Role> {
  /// They see what customers owe and paid: salespeople their own, a shop its own.
  static let salesReaders: Set = [.manager, .operations, .finance, .netSales, .shop]
  /// They keep the books.
  static let cashiers: Set = [.manager, .operations, .finance]
  /// They decide on limits, levels and closed months.
  static let deciders: Set = [.manager, .finance]
  static let bookReaders: Set = [.manager, .operations, .finance, .auditor]
  static let expenseReaders: Set = [.manager, .operations, .finance, .auditor, .netSales, .shop]
  /// They see what commission they have earned themselves.
  static let earners: Set = [.manager, .operations, .finance, .auditor, .netSales, .shop, .designer]
}
