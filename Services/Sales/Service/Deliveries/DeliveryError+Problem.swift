import Kernel
import SalesDomain
import ServiceRuntime

extension DeliveryError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .cancelled:
      Problem(
        409, "delivery-cancelled", title: Localized(zh: "送货单已取消", en: "The delivery note is cancelled"),
        detail: Localized(
          zh: "如需送货，请为订单新建送货单。", en: "Note a new delivery of the order to deliver again."))
    }
  }
}
