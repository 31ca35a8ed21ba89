/// What can be read of any message of the ERP bridge: enough to hold it under its order when the rest is wrong.
public struct ERPMessageHead: Decodable, Hashable, Sendable {
  public var orderNumber: String
  /// Nil where it is missing or no whole number.
  public var revision: Int?

  /// Bytes of an order number. Unlike an id it may have slashes, since no path carries it.
  public static let numberLimit = 100

  /// Whether a text can be an order's number.
  public static func isNumber(_ text: String) -> Bool {
    !text.allSatisfy(\.isWhitespace) && text.utf8.count <= numberLimit
      && text.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
  }

  private enum CodingKeys: String, CodingKey { case orderNumber, revision }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    orderNumber = try container.decode(String.self, forKey: .orderNumber)
    guard Self.isNumber(orderNumber) else {
      throw DecodingError.dataCorruptedError(
        forKey: .orderNumber, in: container,
        debugDescription: "has 1 to \(Self.numberLimit) bytes without control characters")
    }
    revision = try? container.decode(Int.self, forKey: .revision)
  }
}
