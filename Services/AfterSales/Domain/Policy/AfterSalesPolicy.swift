import Contracts
import Kernel

/// The periods, limits and rates of after-sales. The company sets `warranty` and `service` itself
/// (`PUT /v1/warranty-terms`, `PUT /v1/service-terms`); the others hold for everybody.
public struct AfterSalesPolicy: Hashable, Sendable {
  /// How long what is installed is under warranty.
  public var warranty = WarrantyTerms.standard
  /// When the service works, and how long a request may take.
  public var service = ServiceTerms.standard
  /// Days that an evaluation link is good (E6).
  public var evaluationLinkDays = 30
  /// Days after a completion in which a problem is to be seen to, where nobody names its day (E7).
  public var problemDays = 7
  /// Months between two maintenances where no plan says otherwise (E9).
  public var maintenanceMonths = 12
  /// A request is shown as due when less work time than this is left of its target, in minutes (H10).
  public var nearMinutes = 240
  /// Tax on a service charge that names none; the same as on goods (D10).
  public var serviceTaxRate = Percent(hundredths: 1300)

  public init() {}

  /// The last day of a link that is made on that day.
  public func lastDayOfLink(from day: BusinessDate) -> BusinessDate { day.adding(days: evaluationLinkDays) }
}
