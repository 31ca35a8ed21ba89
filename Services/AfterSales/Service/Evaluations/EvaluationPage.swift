import Documents
import HTTP
import Kernel
import ServiceRuntime

/// The form that a customer's link opens (E6): no login, no outside resource, Chinese or English.
enum EvaluationPage {
  private static let page = CustomerPage(PackageResources.evaluation_html, script: PackageResources.evaluation_js)

  static func form(for customer: CustomerView?, _ language: Language) -> HTTPResponse {
    let address = customer?.address
    return page.response(
      in: language,
      [
        "name": "\(customer?.name ?? "")", "phone": "\(customer?.phone ?? "")", "city": "\(address?.city ?? "")",
        "community": "\(address?.community ?? "")", "building": "\(address?.building ?? "")",
        "room": "\(address?.room ?? "")",
      ])
  }
}
