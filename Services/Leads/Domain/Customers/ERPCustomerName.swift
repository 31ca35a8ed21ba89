/// How the ERP names a customer here: by its number, or by the order where it has none
/// (`Services/Leads/README.md#customers`).
public enum ERPCustomerName {
  public static func text(number: String?, orderNumber: String) -> String {
    number.map { "customer \($0)" } ?? "order \(orderNumber)"
  }
}
