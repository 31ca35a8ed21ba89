import Kernel
import LeadsDomain

/// A partner as the API shows one.
struct PartnerView: Codable, Sendable {
  var id: ID<Partner>
  var name: String
  var kind: String
  var contactName: String?
  var phone: String?
  var ownerId: ID<Employee>?
  var active: Bool
  /// Leads that it brought, and those of them that were won; merged ones count once.
  var leads: Int
  var won: Int
  var version: Int
}

extension PartnerView {
  init(_ partner: PartnerState, leads: Int, won: Int, version: Int) {
    self.init(
      id: partner.id, name: partner.name, kind: partner.kind, contactName: partner.contactName, phone: partner.phone,
      ownerId: partner.ownerID, active: partner.active, leads: leads, won: won, version: version)
  }
}
