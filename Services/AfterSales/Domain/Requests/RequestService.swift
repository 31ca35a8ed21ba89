import Contracts
import Kernel

/// `POST /v1/requests`: a customer asks for service (E2). Whether the warranty covers it is decided now, and stored.
public struct RequestService: Decodable, Sendable {
  public var customerId: ID<Customer>
  var kind: ServiceKind
  var description: String
  public var installedItemId: ID<InstalledItem>?
  /// Where no single item is meant.
  public var installationId: ID<Installation>?
  var severity: String?
  /// What broke it, where that is known already.
  var cause: ServiceCause?
  /// The day of `occurredAt` without it.
  var requestedOn: BusinessDate?
  public var occurredAt: Instant?

  /// The day of the request, whose year its number has.
  public func day(at time: Instant) -> BusinessDate { requestedOn ?? CompanyZone.day(at: time) }
}

/// What is known here of what a request names.
public struct RequestedThings: Sendable {
  public let isCustomerKnown: Bool
  public let item: InstalledItemState?
  public let installation: InstallationState?

  public init(isCustomerKnown: Bool, item: InstalledItemState?, installation: InstallationState?) {
    (self.isCustomerKnown, self.item, self.installation) = (isCustomerKnown, item, installation)
  }
}

extension RequestState {
  /// A new request: its customer is known and what it names is the customer's; the warranty and the target are those of
  /// this moment, whatever the terms become.
  public static func request(
    _ command: RequestService, of things: RequestedThings, as id: ID<ServiceRequest>, number: String,
    by policy: AfterSalesPolicy, employee: ID<Employee>, at time: Instant
  ) throws(InvalidFields) -> ServiceRequested {
    var fields = InvalidFields()
    fields.text("/description", command.description, upTo: TextLimit.long)
    fields.length("/severity", command.severity, upTo: TextLimit.word)
    if !things.isCustomerKnown { fields.refuse("/customerId", .unknownCustomer) }
    let (warrantyUntil, installation) = command.warranty(of: things, by: policy.warranty, &fields)
    try fields.check()
    let day = command.day(at: time)
    return ServiceRequested(
      requestId: id, number: number, customerId: command.customerId, kind: command.kind,
      description: command.description, installedItemId: command.installedItemId, severity: command.severity,
      underWarranty: warrantyUntil.map { WarrantyDecision.isCovered(command.cause, on: day, until: $0) },
      requestedOn: day, occurredAt: time, installationId: installation, warrantyUntil: warrantyUntil,
      cause: command.cause, targetWorkMinutes: policy.service.target(of: command.kind, severity: command.severity),
      by: employee)
  }
}

extension RequestService {
  /// The last day of the warranty of the item, or of the installation as a whole, with the installation; refuses what
  /// is not this customer's.
  fileprivate func warranty(
    of things: RequestedThings, by terms: WarrantyTerms, _ fields: inout InvalidFields
  ) -> (BusinessDate?, ID<Installation>?) {
    if installedItemId != nil {
      guard let item = things.item, item.customerId == customerId else {
        fields.refuse("/installedItemId", .unknownItem)
        return (nil, nil)
      }
      if let installationId, installationId != item.installationId {
        fields.refuse("/installationId", .otherInstallation)
      }
      return (item.warrantyUntil, item.installationId)
    }
    guard let installationId else { return (nil, nil) }
    guard let job = things.installation, job.customerId == customerId else {
      fields.refuse("/installationId", .unknownInstallation)
      return (nil, nil)
    }
    return (job.warrantyUntil(by: terms), installationId)
  }
}
