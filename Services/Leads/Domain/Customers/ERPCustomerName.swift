/// How the ERP names a customer here: by its number, or by the order where it has none (`erp.md`).
public enum ERPCustomerName {
  public static func text(number: String?, orderNumber: String) -> String {
    number.map { "customer \($0)" } ?? "order \(orderNumber)"
  }
}
