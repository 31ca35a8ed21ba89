import Kernel
import ServiceRuntime

extension NameTable {
  /// Employees, shops and customers, of which every service has a table under that name. `customers` says whose these
  /// are; `key` is the column of their ids.
  public static func people(_ customers: Belonging, by key: String = "id") -> [NameTable] {
    [
      NameTable(of: Employee.self, in: "employees"), NameTable(of: Shop.self, in: "shops"),
      NameTable(of: Customer.self, in: "customers", by: key, seenIn: .customer) { customers.condition($0) },
    ]
  }
}
