import Contracts
import Kernel

/// That an employee met somebody, whom the id or the phone finds, or who is new (A8, B7).
public struct TouchDraft: Decodable, Hashable, Sendable {
  public var customerId: ID<Customer>?
  public var name: String?
  public var phone: String?
  public var source: LeadSource?
  public var channel: String
  /// Without it, now.
  public var at: Instant?
  public var inbound: Bool?
  public var notes: String?

  public init(
    customerId: ID<Customer>? = nil, name: String? = nil, phone: String? = nil, source: LeadSource? = nil,
    channel: String, at: Instant? = nil, inbound: Bool? = nil, notes: String? = nil
  ) {
    (self.customerId, self.name, self.phone, self.source) = (customerId, name, phone, source)
    (self.channel, self.at, self.inbound, self.notes) = (channel, at, inbound, notes)
  }

  /// The phone to look the person up by; nil where an id is given.
  public var lookup: Phone? { customerId == nil ? phone.flatMap(Phone.init) : nil }

  /// `known` is whom the id or the phone finds; a new person needs a phone and a name.
  public func check(known: ID<Customer>?, at: Instant, now: Instant) throws(LeadError) {
    var review = FieldReview()
    review.text("/channel", channel)
    review.length("/notes", notes, upTo: FieldReview.longText)
    review.notInTheFuture("/at", at, now: now, .touch)
    if customerId != nil, known == nil { review.refuse("/customerId", .unknown(.customer)) }
    if customerId == nil, lookup == nil { review.refuse("/phone", .notAPhone) }
    if customerId == nil, known == nil { review.text("/name", name ?? "") }
    try review.finish()
  }

  /// Registers the person who was met for the first time.
  public func registered(as id: ID<Customer>, on day: BusinessDate) -> CustomerRegistered {
    CustomerRegistered(
      customerId: id, name: name ?? "", phone: lookup?.digits ?? "", wechat: nil, email: nil, address: Address(),
      source: source ?? LeadSource(channel: .own), registeredOn: day)
  }

  public func recorded(
    as id: ID<Touch>, of customer: ID<Customer>, isNew: Bool, by employee: ID<Employee>, at: Instant,
    occurredAt: Instant
  ) -> TouchRecorded {
    TouchRecorded(
      touchId: id, customerId: customer, employeeId: employee, channel: channel, at: at, isNew: isNew,
      inbound: inbound ?? false, notes: notes, occurredAt: occurredAt)
  }
}
