import Contracts
import Kernel

/// What the installer must know of a measurement, a line each (E11).
public struct Brief: Hashable, Sendable {
  public let measurementId: ID<Measurement>
  public let lines: [String]

  public init(measurementId: ID<Measurement>, lines: [String]) {
    self.measurementId = measurementId
    self.lines = lines
  }

  /// What the designer found otherwise than sales had written it, the appliances' sizes, the constraints.
  public init(_ event: SiteMeasured) {
    measurementId = event.measurementId
    lines =
      event.changed.map { "\($0.field): \($0.from) → \($0.to)" }
      + event.appliances.map { "\($0.kind): \($0.widthMm) × \($0.heightMm) × \($0.depthMm) mm" }
      + (event.constraints.map { $0.isEmpty ? [] : [$0] } ?? [])
  }
}
