import Contracts
import Kernel
import ServiceKit

/// A customer as sales knows it from leads, with the leads where one customer is shown.
struct CustomerView: Codable, Sendable {
  var customer: CustomerCopy
  var leads: [ID<Lead>]?

  private enum CodingKeys: String, CodingKey { case leads }

  init(_ customer: CustomerCopy, leads: [ID<Lead>]? = nil) {
    self.customer = customer
    self.leads = leads
  }

  init(from decoder: any Decoder) throws {
    customer = try CustomerCopy(from: decoder)
    leads = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent([ID<Lead>].self, forKey: .leads)
  }

  func encode(to encoder: any Encoder) throws {
    try customer.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(leads, forKey: .leads)
  }
}
