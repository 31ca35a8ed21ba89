import Contracts
import Kernel

/// When the service works, and how long a request may take of that time (H10).
public struct ServiceTerms: Codable, Hashable, Sendable {
  /// 1 is Monday, 7 Sunday.
  public var weekdays: [Int]
  /// `09:00`, in the company's zone.
  public var opens: String
  public var closes: String
  public var holidays: [BusinessDate]
  /// Days of work that would be none: make-up days, 调休.
  public var workdays: [BusinessDate]
  public var targets: [ServiceTermsChanged.Target]

  public init(
    weekdays: [Int], opens: String, closes: String, holidays: [BusinessDate], workdays: [BusinessDate],
    targets: [ServiceTermsChanged.Target]
  ) {
    (self.weekdays, self.opens, self.closes, self.holidays) = (weekdays, opens, closes, holidays)
    (self.workdays, self.targets) = (workdays, targets)
  }

  public init(_ event: ServiceTermsChanged) {
    self.init(
      weekdays: event.weekdays, opens: event.opens, closes: event.closes, holidays: event.holidays,
      workdays: event.workdays, targets: event.targets)
  }

  /// What holds until the company sets its own: nine hours from Monday to Friday; an urgent request within four of
  /// them, complaints and questions within a day, others within three, maintenance within seven.
  public static let standard = ServiceTerms(
    weekdays: [1, 2, 3, 4, 5], opens: "09:00", closes: "18:00", holidays: [], workdays: [],
    targets: [
      .init(kind: nil, severity: "urgent", workMinutes: 240), .init(kind: .complaint, severity: nil, workMinutes: 540),
      .init(kind: .question, severity: nil, workMinutes: 540),
      .init(kind: .maintenance, severity: nil, workMinutes: 3780), .init(kind: nil, severity: nil, workMinutes: 1620),
    ])

  /// The target that fits best: kind and severity, then severity, then kind, then the one of all. Nil where none does.
  public func target(of kind: ServiceKind, severity: String?) -> Int? {
    func first(_ matches: (ServiceTermsChanged.Target) -> Bool) -> Int? { targets.first(where: matches)?.workMinutes }
    return first { $0.kind == kind && $0.severity == severity && severity != nil }
      ?? first { $0.kind == nil && $0.severity == severity && severity != nil }
      ?? first { $0.kind == kind && $0.severity == nil } ?? first { $0.kind == nil && $0.severity == nil }
  }

  /// Minutes since midnight of `09:30`; `24:00` is the end of a day. Nil where the text is no time of day.
  public static func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hours = Int(parts[0]), let minutes = Int(parts[1]), minutes < 60, hours * 60 + minutes <= 1440
    else { return nil }
    return hours * 60 + minutes
  }
}

/// `PUT /v1/service-terms`: working hours, holidays, and how long a request may take (H10).
public struct SetServiceTerms: Decodable, Sendable {
  var weekdays: [Int]
  var opens: String
  var closes: String
  var holidays: [BusinessDate]?
  var workdays: [BusinessDate]?
  var targets: [ServiceTermsChanged.Target]
  public var occurredAt: Instant?

  public func event(at time: Instant) throws(InvalidFields) -> ServiceTermsChanged {
    var fields = InvalidFields()
    for (index, day) in weekdays.enumerated() where !(1...7).contains(day) {
      fields.refuse("/weekdays/\(index)", .noWeekday)
    }
    let (opening, closing) = (ServiceTerms.minutes(opens), ServiceTerms.minutes(closes))
    if opening == nil { fields.refuse("/opens", .noTimeOfDay) }
    if closing == nil { fields.refuse("/closes", .noTimeOfDay) }
    if let opening, let closing, closing <= opening { fields.refuse("/closes", .closesBeforeOpening) }
    for (index, target) in targets.enumerated() where !(1...1_000_000).contains(target.workMinutes) {
      fields.refuse("/targets/\(index)/workMinutes", .notPositive)
    }
    try fields.check()
    return ServiceTermsChanged(
      weekdays: weekdays, opens: opens, closes: closes, holidays: holidays ?? [], workdays: workdays ?? [],
      targets: targets, occurredAt: time)
  }
}
