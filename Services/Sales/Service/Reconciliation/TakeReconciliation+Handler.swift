import Contracts
import Kernel
import Messaging
import Persistence
import SalesDomain
import ServiceRuntime

extension TakeReconciliation {
  /// What the bridge sends for reconciliation, on a topic of its own: it is about whole days, not about one order.
  static func handler(_ bridge: ERPBridge, _ policy: SalesPolicy) -> OutsideHandler {
    OutsideHandler(
      topic: Catalog.erpReconciliations, read: bridge.read,
      identify: { envelope in
        guard let message = try? TakeERPOrder.decode(ERPReconciliation.self, envelope) else { return nil }
        return ("reconciliation:\(message.about)", Int(message.asOf.milliseconds))
      },
      handle: { envelope, unit in
        try bridge.sources.check(envelope.source)
        if let refusal = envelope.refusal { throw CannotApply(refusal) }
        guard envelope.type == ERPReconciliation.type else {
          throw CannotApply("its type '\(envelope.type)' is not understood; send \(ERPReconciliation.type)")
        }
        let message = try TakeERPOrder.decode(ERPReconciliation.self, envelope)
        do {
          try message.check(at: unit.now)
        } catch let error as InvalidField {
          throw CannotApply(error.reason)
        }
        try TakeReconciliation(message: message, source: envelope.source, policy: policy).run(in: unit)
      })
  }
}
