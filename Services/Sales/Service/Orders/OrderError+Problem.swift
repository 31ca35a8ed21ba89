import Kernel
import SalesDomain
import ServiceRuntime

extension OrderError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .cancelled(let day):
      Problem(
        409, "order-cancelled", title: Localized(zh: "订单已取消", en: "The order is cancelled"),
        detail: Localized(
          zh: "订单已于 \(day) 取消；如需继续，请店长或经理恢复订单，或新建订单。",
          en: "It was cancelled on \(day); have a manager reinstate it, or place a new one."))
    case .notCancelled:
      Problem(
        409, "order-not-cancelled", title: Localized(zh: "订单未取消", en: "The order is not cancelled"),
        detail: Localized(
          zh: "订单仍有效，无需恢复；如需修改，请变更订单。", en: "It stands, so there is nothing to withdraw; amend it to change it."))
    case .nothingLeft:
      Problem(
        409, "nothing-left", title: Localized(zh: "订单已全部送货", en: "All of the order is delivered"),
        detail: Localized(
          zh: "没有剩余可送；如有退换，请先取消送货单或变更订单。",
          en: "Nothing is left to deliver; cancel a delivery note or amend the order first."))
    case .aboveOrder(let pointer, let remaining):
      Problem(
        409, "above-order", title: Localized(zh: "超过订单数量", en: "More than is ordered"),
        detail: Localized(
          zh: "\(pointer) 最多还可送 \(remaining)；如需更多，请先变更订单。",
          en: "At \(pointer) only \(remaining) is left to deliver; amend the order first for more."))
    }
  }
}
