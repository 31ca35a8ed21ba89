import Contracts
import Kernel
import LeadsDomain

/// What the tables of cases start from.
enum Sample {
  static let at = Instant(milliseconds: 1_763_776_800_000)
  static let day = CompanyZone.day(at: at)
  static let policy = LeadsPolicy()

  static func lead(
    _ id: ID<Lead> = "l", stage: LeadStage = .new, owner: ID<Employee>? = nil,
    _ body: (inout LeadState) -> Void = { _ in }
  ) -> LeadState {
    var lead = LeadState(
      LeadProfile(name: "陈伟", phone: "13800138000", source: LeadSource(channel: .online)).captured(
        as: id, of: "c", owner: owner, importID: nil, policy, at: at))
    lead.stage = stage
    body(&lead)
    return lead
  }

  static func customer(_ body: (inout CustomerProfile) -> Void = { _ in }) -> CustomerState {
    var customer = CustomerState(
      CustomerDraft(name: "陈伟", phone: "13800138000").registered(as: "c", on: day))
    body(&customer.profile)
    return customer
  }
}

extension LeadState {
  func edit(_ edit: LeadEdit, holder: Protection? = nil) throws -> LeadEdited? {
    try self.edit(
      to: try profile.applying(edit, knowing: []), holder: holder, Sample.policy, at: Sample.at)
  }
}

extension Result {
  var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}

/// The pointers that a refusal names; nil for one that names no fields.
func pointers(_ body: () throws -> Void) -> [String]? {
  do {
    try body()
    return []
  } catch LeadError.invalidFields(let fields) {
    return fields.map(\.pointer)
  } catch {
    return nil
  }
}
