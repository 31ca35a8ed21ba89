import Kernel
import LeadsDomain

/// An employee as the API shows one.
struct EmployeeView: Codable, Sendable {
  var code: ID<Employee>
  var name: String
  var role: String
  /// What he or she may do besides `role`.
  var roles: [String]
  var shop: ID<Shop>?
  var active: Bool
  var version: Int
}

extension EmployeeView {
  init(_ employee: EmployeeState, version: Int) {
    self.init(
      code: employee.code, name: employee.name, role: employee.role, roles: employee.roles ?? [], shop: employee.shop,
      active: employee.active, version: version)
  }
}
