/// How the ERP names a customer here: by its number, or by the order where it has none
/// (`Services/Leads/README.md#customers`).
public enum ERPCustomerName {
  private static let ofCustomer = "customer "

  public static func text(number: String) -> String { ofCustomer + number }

  public static func text(number: String?, orderNumber: String) -> String {
    number.map { text(number: $0) } ?? "order \(orderNumber)"
  }

  /// The number that such a name is made of; nil where it is an order's.
  public static func number(of text: String) -> String? {
    text.hasPrefix(ofCustomer) ? String(text.dropFirst(ofCustomer.count)) : nil
  }
}
