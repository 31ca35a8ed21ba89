import Contracts
import Kernel
import LeadsDomain

/// A token that a machine was given, as the API shows it.
struct MachineTokenView: Codable, Sendable {
  var id: ID<MachineToken>
  var sub: String
  var name: String
  var roles: [String]
  var shop: ID<Shop>?
  var issuedAt: Instant
  var expiresAt: Instant
  var revokedAt: Instant?

  init(_ state: MachineTokenState) {
    (id, sub, name, roles, shop) = (state.id, state.holder, state.name, state.roles, state.shop)
    (issuedAt, expiresAt, revokedAt) = (state.issuedAt, state.expiresAt, state.revokedAt)
  }
}
