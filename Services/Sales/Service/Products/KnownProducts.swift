import Kernel
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

extension CommandRequest {
  /// Throws 422 for a line whose SKU is in no product: what is not in the catalogue is a line without one. A company that
  /// keeps no catalogue writes what it likes, role `operations` brings SKUs as they were, and `kept` are those that stood
  /// there before.
  func requireKnown(
    skusOf lines: [LineDraft], kept: Set<String> = [], in database: Database
  ) throws {
    guard !caller.roles.contains(.operations) else { return }
    for (index, sku) in lines.map(\.sku).enumerated() {
      guard let sku, !kept.contains(sku) else { continue }
      if let found = try ProductStore.product(sku, in: database) {
        guard !found.product.active else { continue }
        throw Problem.invalidField(
          "/lines/\(index)/sku", "inactive-product",
          Localized(zh: "产品“\(sku)”已停售；请换一个在售的产品。", en: "The product '\(sku)' is not sold any more; name one that is."))
      }
      guard try database.exists("SELECT 1 FROM products") else { return }
      throw Problem.invalidField(
        "/lines/\(index)/sku", "unknown-product",
        Localized(
          zh: "没有登记产品“\(sku)”；请检查 SKU，或不填 SKU 只写说明。",
          en: "There is no product '\(sku)'; check the SKU, or leave it out and write a description."))
    }
  }
}
