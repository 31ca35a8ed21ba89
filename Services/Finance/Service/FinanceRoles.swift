import ServiceRuntime

/// Who does what in finance.
extension Set<Role> {
  /// They see what customers owe and paid: salespeople their own, a shop its own.
  static let salesReaders: Set = [.manager, .operations, .finance, .netSales, .shop]
  /// They write money: a manager or a shop only with role finance besides. Operations bring what was before.
  static let cashiers: Set = [.operations, .finance]
  /// They decide on limits, levels and closed months.
  static let deciders: Set = [.manager, .finance]
  /// They register suppliers and set what commission is paid by.
  static let registrars: Set = [.manager, .operations, .finance]
  static let bookReaders: Set = [.manager, .operations, .finance, .auditor]
}
