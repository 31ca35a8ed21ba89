import Contracts
import Kernel
import ServiceRuntime

extension TimelineLine {
  /// Requests for approvals of each service, and what came of them; they are the requester's.
  static let ofApprovals =
    (approvals(LeadsOwner.self) + approvals(SalesOwner.self) + approvals(FinanceOwner.self)
    + approvals(AfterSalesOwner.self)).of(.approval)

  private static func approvals<Owner: EventOwner>(_ owner: Owner.Type) -> [TimelineLine] {
    [
      line(ApprovalRequested<Owner>.self, of: \.customerId, "申请审批", "Approval requested") {
        .init(salesperson: $0.requesterId, until: $0.expiresOn, text: $0.reason)
      },
      line(ApprovalGranted<Owner>.self, of: \.customerId, "审批通过", "Approval granted") {
        .init(salesperson: $0.requesterId)
      },
      line(ApprovalRefused<Owner>.self, of: \.customerId, "审批被拒绝", "Approval refused") {
        .init(salesperson: $0.requesterId, text: $0.reason)
      },
      line(ApprovalWithdrawn<Owner>.self, of: \.customerId, "审批申请撤回", "Approval request withdrawn") {
        .init(salesperson: $0.requesterId)
      },
    ]
  }
}
