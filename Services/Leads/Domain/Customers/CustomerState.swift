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

extension CustomerState {
  /// What the customer wrote of the contact data on an evaluation (E6): what differs is taken over. A phone that is
  /// another customer's (`holder`), or no phone at all, is for a person to decide: it becomes a reminder for `owner`.
  public func takeOver(
    _ event: InstallationEvaluated, phoneOf holder: ID<Customer>?, owner: ID<Employee>?
  ) -> [any DomainEvent] {
    guard let contact = event.contact else { return [] }
    func said(_ text: String?) -> String? { text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } }
    var edit = CustomerEdit(name: said(contact.name))
    if let address = contact.address {
      edit.address = .value(
        Address(
          city: said(address.city), community: said(address.community), building: said(address.building),
          room: said(address.room)))
    }
    var isForPeople = false
    if let text = said(contact.phone) {
      if let phone = Phone(text), holder == nil || holder == id {
        edit.phone = .value(phone.digits)
      } else {
        isForPeople = true
      }
    }
    var events: [any DomainEvent] = []
    if let change = changed(by: edit, origin: "evaluation", on: event.evaluatedOn, at: event.occurredAt) {
      events.append(change)
    }
    if isForPeople {
      events.append(
        ReminderRaised(
          customerId: id, rule: ReminderRule.contactDifference.rawValue, ownerId: owner, dueOn: event.evaluatedOn,
          raisedOn: event.evaluatedOn, occurredAt: event.occurredAt))
    }
    return events
  }
}
