import Contracts
import Kernel

/// Who pays and why: decided by date and cause, and stored with the reason
/// (`Services/AfterSales/README.md#chargeable-or-free`).
public struct WarrantyDecision: Hashable, Sendable {
  public enum Verdict: String, CaseIterable, Sendable {
    /// Free, because the warranty covers it.
    case inWarranty = "in-warranty"
    /// Charged, because the warranty does not.
    case outOfWarranty = "out-of-warranty"
    /// Free although the warranty does not cover it.
    case goodwill
    /// Charged although it is covered, or where nothing is known to be covered: the customer agreed.
    case agreed
  }

  public let verdict: Verdict
  /// Date and cause in words.
  public let reason: String

  /// Whether a fault is covered: within the warranty, and neither wear nor the customer's own doing.
  public static func isCovered(_ cause: ServiceCause?, on day: BusinessDate, until end: BusinessDate) -> Bool {
    day <= end && cause != .misuse && cause != .wear
  }

  /// `warrantyUntil` is nil where the request names nothing that was installed.
  public init(requestedOn: BusinessDate, warrantyUntil: BusinessDate?, cause: ServiceCause?, isCharged: Bool) {
    let covered = warrantyUntil.map { Self.isCovered(cause, on: requestedOn, until: $0) }
    verdict =
      switch (covered, isCharged) {
      case (true?, false): .inWarranty
      case (false?, true): .outOfWarranty
      case (true?, true), (nil, true): .agreed
      case (false?, false), (nil, false): .goodwill
      }
    let warranty = warrantyUntil.map { "warranty until \($0)" } ?? "no installed item named"
    reason = "requested on \(requestedOn), \(warranty), cause \(cause?.rawValue ?? "not named")"
  }
}
