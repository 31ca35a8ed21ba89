import Contracts
import Kernel

/// The data of `joinery.erp.order.placed.v1` and `…changed.v1` (`Shared/Contracts/README.md#messages-of-the-erp`);
/// fields that nobody knows are ignored.
public struct ERPOrderData: Decodable, Hashable, Sendable {
  public struct Line: Decodable, Hashable, Sendable {
    public var lineNumber: String
    public var draft: LineDraft

    private enum CodingKeys: String, CodingKey { case lineNumber }

    public init(from decoder: any Decoder) throws {
      lineNumber = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .lineNumber)
      draft = try LineDraft(from: decoder)
    }
  }

  public var orderNumber: String
  public var revision: Int
  public var customer: ERPOrderReceived.Party
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace?
  public var promisedOn: BusinessDate?
  public var lines: [Line]
  public var instalments: [InstalmentDraft]

  /// The order as sales takes it in, priced by the same rules as our own. `earlier` is what was agreed so far.
  public func received(
    source: String, keeping earlier: OrderTerms? = nil, at time: Instant, newID: () -> ID<Instalment>
  ) throws(InvalidField) -> ERPOrderReceived {
    let erp = ERPReference(source: source, orderNumber: orderNumber, revision: revision)
    try TextRule.require(customer.name, at: "/customer/name")
    try TextRule.require(customer.phone, at: "/customer/phone")
    try TextRule.check(customer.number, at: "/customer/number")
    var numbers: Set<String> = []
    for (index, line) in lines.enumerated() {
      try TextRule.require(line.lineNumber, at: "/lines/\(index)/lineNumber")
      guard numbers.insert(line.lineNumber).inserted else {
        throw InvalidField("/lines/\(index)/lineNumber", .repeated)
      }
    }
    let known = Set((earlier?.lines ?? []).map(\.lineId.text)).filter { !$0.hasPrefix(Self.ofERP) }
    let priced = try Pricing.price(lines.map(\.draft)) { place in
      let number = lines[place].lineNumber
      return known.contains(number) ? ID(number) : Self.lineID(erp, number)
    }
    let plan = try Instalments.plan(
      instalments, of: priced.total, keeping: earlier?.instalments ?? [], newID: newID)
    return ERPOrderReceived(
      erp: erp, customer: customer, salespersonId: salespersonId, shop: shop, signedOn: signedOn, signedAt: signedAt,
      terms: OrderTerms(
        lines: priced.lines, total: priced.total, taxes: priced.taxes, instalments: plan, promisedOn: promisedOn),
      occurredAt: time)
  }

  private static let ofERP = "erp-"

  /// A line of the ERP keeps its id through all revisions, so it is derived from the ERP's own name for it, unless that
  /// is ours (`Shared/Contracts/README.md#orders-for-the-erp`).
  public static func lineID(_ erp: ERPReference, _ lineNumber: String) -> ID<OrderLine> {
    ID(ofERP + String(fnv1a64("\(erp.key)#\(lineNumber)".utf8), radix: 16))
  }
}
