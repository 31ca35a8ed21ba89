import Contracts
import Inbound
import JSON
import Kernel
import Messaging
import Persistence
import ServiceRuntime

extension OutsideHandler {
  /// How a service takes in one kind of what the ERP's bridge tells: from believed sources, what its rules refuse in the
  /// words of a bridge's developer, and every outcome told.
  public static func erp(
    _ kind: InboundKind, of service: Source, from bridge: ERPBridge,
    identify: @escaping @Sendable (Envelope) -> (key: String, revision: Int)?,
    belongs: (@Sendable (Envelope, borrowing UnitOfWork) throws -> String?)? = nil,
    tell: @escaping @Sendable (OutsideOutcome, OutsideSubject, borrowing UnitOfWork) throws -> Void,
    take: @escaping @Sendable (Envelope, borrowing UnitOfWork) throws -> Void
  ) -> OutsideHandler {
    OutsideHandler(
      topic: kind.kind.topic, naming: "\(kind.kind.rawValue) messages have the field \(kind.naming)", read: bridge.read,
      identify: identify, belongs: belongs,
      handle: { envelope, unit in
        try bridge.sources.check(envelope.source)
        if let refusal = envelope.refusal { throw CannotApply(refusal) }
        guard kind.types.contains(envelope.type) else {
          throw CannotApply(
            "its type '\(envelope.type)' is not understood; send \(kind.types.joined(separator: ", "))")
        }
        do {
          try take(envelope, unit)
        } catch let problem as Problem {
          throw CannotApply(problem.bridgeReason)
        } catch let error as any ProblemConvertible {
          throw CannotApply(error.problem.bridgeReason)
        }
      }, tell: tell)
  }
}

extension Problem {
  /// For a reason that people read beside what was parked; it names the field and never its content.
  fileprivate var bridgeReason: String {
    guard let error = errors.first else { return (detail ?? title).english }
    return "the field '\(error.pointer.dropFirst().replacing("/", with: "."))' is refused: \(error.detail.english)"
  }
}

extension Envelope {
  /// The data of a message of the ERP. Fields that nobody knows are the ERP's own business. What is wrong is said without
  /// what stands there, since that may be a customer's. Throws `CannotApply`.
  public func erpData<Data: Decodable>(_ type: Data.Type = Data.self) throws -> Data {
    guard let data else { throw CannotApply("the event has no data") }
    let reading: StrictReading<Data>
    do {
      reading = try StrictReading(type, from: data)
    } catch {
      throw CannotApply("the data are no JSON: \(error)")
    }
    do {
      return try reading.result.get()
    } catch let fault as ReadingFault {
      let path = fault.pointer.dropFirst().replacing("/", with: ".")
      throw CannotApply("the field '\(path)' is refused: \(FieldError(fault.withoutContent).detail.english)")
    }
  }
}
