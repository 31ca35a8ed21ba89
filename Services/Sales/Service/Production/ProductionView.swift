import Contracts
import Kernel
import SalesDomain

/// How far an order, or a line of one, is in the works.
struct ProductionView: Codable, Sendable {
  /// Nil where the whole order is meant.
  var lineId: ID<OrderLine>?
  var state: ProductionState
  /// When it is to be ready, as the works see it.
  var expectedOn: BusinessDate?
  /// After the day that was promised, or late by the works' own word.
  var late: Bool
  var reason: String?
  var at: Instant

  init(_ status: ProductionStatus, promisedOn: BusinessDate?) {
    (lineId, state, expectedOn) = (status.lineId, status.state, status.expectedOn)
    (late, reason, at) = (status.isLate(promisedOn: promisedOn), status.reason, status.at)
  }
}
