import Kernel
import Persistence

extension DocumentNumbers {
  /// The series of sales.
  enum Series: String {
    case quote = "QT"
    case order = "SO"
    case delivery = "DN"
  }

  static func next(_ series: Series, on day: BusinessDate, in unit: borrowing UnitOfWork) throws -> String {
    try next(series.rawValue, on: day, in: unit.database)
  }
}
