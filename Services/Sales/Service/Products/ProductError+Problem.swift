import Kernel
import SalesDomain
import ServiceRuntime

extension ProductError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .ofERP(let source):
      Problem(
        409, "owned-by-erp", title: Localized(zh: "产品由 ERP 维护", en: "The ERP owns the product"),
        detail: Localized(
          zh: "该产品由 \(source) 维护；请在 ERP 中修改，变更会自动同步过来。",
          en: "It is \(source)'s; change it there, and what is changed comes here by itself."))
    case .ofOtherERP(let owner):
      Problem(
        409, "other-erp", title: Localized(zh: "产品由另一 ERP 维护", en: "Another ERP owns the product"),
        detail: Localized(
          zh: "字段 sku 属于 \(owner)；请使用另一个 SKU，或只由一个 ERP 发送该产品。",
          en: "The 'sku' is \(owner)'s; give the product another one, or let only one ERP send it."))
    }
  }
}
