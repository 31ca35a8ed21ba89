import Kernel

/// How long something is overdue, in the columns of the report (`Services/Finance/README.md#aging`).
public enum AgingBucket: String, CaseIterable, Codable, Sendable {
  case notDue, days1to30, days31to60, days61to90, days91to180, over180

  /// Age is the day asked for less the due date in whole days; 30, 60, 90 and 180 belong to the younger bucket.
  public init(due: BusinessDate, asOf: BusinessDate) {
    switch asOf.days(since: due) {
    case ...0: self = .notDue
    case ...30: self = .days1to30
    case ...60: self = .days31to60
    case ...90: self = .days61to90
    case ...180: self = .days91to180
    default: self = .over180
    }
  }
}
