import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceRuntime

/// What sellers need an approval for (H4; `Services/Sales/README.md#approvals`).
extension CommandRequest where Body: ApprovableCommand {
  /// Lines above the limit of discount; those of `before` may keep the one that they have.
  func requireDiscounts(
    _ lines: [PricedLine], before: [PricedLine] = [], for customer: ID<Customer>, on today: BusinessDate,
    in database: Database
  ) throws {
    let limit = SalesPolicy.standard.discountLimit
    let excessive = try Discount.excessive(lines, before: before, limit: limit) { sku in
      try ProductStore.product(sku, in: database)?.product.standing(on: today).price
    }
    for found in excessive {
      requireApproval(
        .discount,
        because: Localized(
          zh: "第 \(found.line) 行的折扣为 \(found.discount)%，超过 \(limit)% 的上限",
          en: "line \(found.line) has a discount of \(found.discount) %, above the limit of \(limit) %"), of: customer)
    }
  }

  /// A signature before the months in which orders may be signed.
  func requireOpen(_ signedOn: BusinessDate, on today: BusinessDate, for customer: ID<Customer>) {
    guard SalesPolicy.standard.isClosed(signedOn, on: today) else { return }
    requireApproval(
      .backdating,
      because: Localized(
        zh: "签订日 \(signedOn) 早于上月", en: "it is signed on \(signedOn), before the previous month"), of: customer)
  }
}
