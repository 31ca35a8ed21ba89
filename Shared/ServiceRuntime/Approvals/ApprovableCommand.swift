import Contracts
import Kernel
import Persistence
import Synchronization

/// A command that may need an approval (`Shared/ServiceRuntime/README.md#approvals`).
public protocol ApprovableCommand: Command {
  /// Why it should be done though it needs an approval: with it a manager is asked, and nothing happens until one grants
  /// it. Without it the command is refused (409). It is not read where no approval is needed.
  var approvalReason: String? { get }
}

/// What a command needs an approval for, noted while it runs: so a request names all of it, and is of a command that
/// could be carried out but for that.
final class ApprovalNeeds: Sendable {
  /// What a manager has agreed to. It holds for exactly what he or she was told.
  private let granted: [ApprovalNeed]
  private let noted = Mutex<(needs: [ApprovalNeed], customer: ID<Customer>?)>(([], nil))

  init(granted: [ApprovalNeed]) { self.granted = granted }

  func note(_ need: ApprovalNeed, of customer: ID<Customer>?) {
    guard !granted.contains(need) else { return }
    noted.withLock { noted in
      if !noted.needs.contains(need) { noted.needs.append(need) }
      noted.customer = noted.customer ?? customer
    }
  }

  var open: [ApprovalNeed] { noted.withLock { $0.needs } }
  var customer: ID<Customer>? { noted.withLock { $0.customer } }
}

extension CommandRequest where Body: ApprovableCommand {
  /// Whether the caller asks for an approval where one is needed.
  public var asksForApproval: Bool { body.approvalReason != nil }

  /// Says that the command needs an approval: `because` tells what exceeds what. It passes for managers, and for whoever
  /// operates the suite and writes what was decided elsewhere; the rules alone are asked whether it is needed at all.
  public func requireApproval(_ rule: ApprovalRule, because words: Localized, of customer: ID<Customer>?) {
    guard caller.roles.isDisjoint(with: [.manager, .operations]) else { return }
    needApproval(rule, because: words, of: customer)
  }

  /// The same whoever asks.
  public func needApproval(_ rule: ApprovalRule, because words: Localized, of customer: ID<Customer>?) {
    needs.note(ApprovalNeed(rule: rule, chinese: words.chinese, english: words.english), of: customer)
  }
}

/// Ends a command that needs an approval, and undoes what it wrote.
struct ApprovalNeeded: Error {
  let needs: [ApprovalNeed]

  var problem: Problem {
    Problem(
      409, "approval-needed", title: Localized(zh: "此操作需要审批", en: "This needs an approval"),
      detail: Localized(
        zh: needs.map(\.chinese).joined(separator: "；") + "。请填写 approvalReason 重新发送，由经理审批；或修改后再发送。",
        en: needs.map(\.english).joined(separator: "; ")
          + ". Send it again with 'approvalReason', and a manager decides; or change it.")
    ).with("rules", .array(needs.map { .string($0.rule.rawValue) }))
  }
}

/// How a service keeps requests for approvals; of its feature `approvals`.
package struct ApprovalKeeper: Sendable {
  /// What is asked for, and who asks.
  package struct Asked: Sendable {
    package let needs: [ApprovalNeed]
    package let customer: ID<Customer>?
    package let reason: String
    package let caller: Caller
    package let role: Role
    package let method: String
    package let path: String
    package let body: [UInt8]
  }

  package let request: @Sendable (Asked, borrowing UnitOfWork) throws -> ApprovalView

  package init(request: @escaping @Sendable (Asked, borrowing UnitOfWork) throws -> ApprovalView) {
    self.request = request
  }
}
