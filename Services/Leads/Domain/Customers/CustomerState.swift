import Contracts
import Kernel

/// A customer as its events made it: the master of all copies (B1 to B4). Its moves return events and change nothing.
public struct CustomerState: Hashable, Sendable {
  public var id: ID<Customer>
  public var profile: CustomerProfile
  /// Where the customer first came from.
  public var channel: LeadSource.Channel
  public var detail: String?
  public var registeredOn: BusinessDate
  /// Counts everything that happened to it.
  public var version: Int

  /// As it stands in the store.
  public init(
    id: ID<Customer>, profile: CustomerProfile, channel: LeadSource.Channel, detail: String?,
    registeredOn: BusinessDate, version: Int
  ) {
    (self.id, self.profile, self.channel) = (id, profile, channel)
    (self.detail, self.registeredOn, self.version) = (detail, registeredOn, version)
  }

  public init(_ event: CustomerRegistered) {
    self.init(
      id: event.customerId,
      profile: CustomerProfile(
        name: event.name, phone: event.phone, wechat: event.wechat, email: event.email, address: event.address),
      channel: event.source.channel, detail: event.source.detail, registeredOn: event.registeredOn, version: 1)
  }

  public mutating func apply(_ event: CustomerUpdated) {
    event.apply(to: &profile)
    version += 1
  }

  /// Leaves out what is personal, as blank events say it.
  public mutating func blank() {
    func empty(_ text: String?) -> String? { text.map { _ in "" } }
    profile = CustomerProfile(
      name: "", phone: "", wechat: empty(profile.wechat), email: empty(profile.email), address: Address(),
      type: profile.type, status: profile.status, optOut: profile.optOut)
    detail = empty(detail)
  }

  /// What it is compared by.
  public var likeness: Likeness {
    Likeness(
      name: profile.name, digits: profile.phone, community: profile.address.community, room: profile.address.room)
  }

  /// What an edit by an employee changes; nil where it changes nothing. `edit` was checked.
  public func edit(_ edit: CustomerEdit, at occurredAt: Instant) throws(LeadError) -> CustomerUpdated? {
    if let status = edit.status, status != profile.status, !profile.status.next.contains(status) {
      throw LeadError.illegalStatus(from: profile.status, to: status)
    }
    return changed(by: edit, origin: "edit", on: CompanyZone.day(at: occurredAt), at: occurredAt)
  }

  /// What registering somebody says beyond the registration: any status may be the first one.
  public func complete(_ draft: CustomerDraft, at occurredAt: Instant) -> CustomerUpdated? {
    changed(by: draft.record, origin: "edit", on: registeredOn, at: occurredAt)
  }

  /// What an employee takes of what the customer proposed (E6); nil where it changes nothing. `edit` was checked.
  func take(_ edit: CustomerEdit, at occurredAt: Instant) -> CustomerUpdated? {
    changed(by: edit, origin: "evaluation", on: CompanyZone.day(at: occurredAt), at: occurredAt)
  }

  private func changed(
    by edit: CustomerEdit, origin: String, on day: BusinessDate, at occurredAt: Instant
  ) -> CustomerUpdated? {
    let new = profile.applying(edit)
    let changed = new.changed(since: profile)
    guard !changed.fields.isEmpty else { return nil }
    return CustomerUpdated(
      customerId: id, profile: new, changed: changed, previous: profile, origin: origin, updatedOn: day,
      occurredAt: occurredAt)
  }
}
