import Contracts
import Kernel
import Persistence
import ServiceRuntime

private let resource = Resource(
  "approvals", scope: .approval, readers: .everyone, writers: Set.everyone.subtracting([.auditor]))

extension Feature {
  /// Requests for what only a manager may allow, and what came of them (H4; `Shared/ServiceRuntime/README.md#approvals`).
  public static func approvals(of source: Source) -> Feature {
    switch source {
    case .leads: approvals(LeadsOwner.self)
    case .sales: approvals(SalesOwner.self)
    case .finance: approvals(FinanceOwner.self)
    case .aftersales: approvals(AfterSalesOwner.self)
    }
  }

  private static func approvals<Owner: EventOwner>(_ owner: Owner.Type) -> Feature {
    var feature = Feature(
      tables: ["approvals"],
      routes: {
        resource.list(
          Localized(zh: "审批申请列表，最新的在前", en: "Requests for approvals, the newest first"),
          parameters: [.init("state", Localized(zh: "状态", en: "In this state"))], by: \.id.text
        ) { query, page, database in
          try ApprovalStore.list(
            page, try query.choice("state", of: ApprovalStage.self), for: query.visibility,
            on: CompanyZone.day(at: query.now), in: database)
        }
        resource.item(Localized(zh: "一份审批申请", en: "A request for an approval")) { query, database in
          try ApprovalStore.answer(
            query.id(), for: query.visibility, on: CompanyZone.day(at: query.now), in: database)
        }
        resource.act("grant", Localized(zh: "批准并执行", en: "Grant it, and carry it out"), roles: [.manager]) {
          try GrantApproval.run($0, $1, for: owner)
        }
        resource.act("refuse", Localized(zh: "拒绝", en: "Refuse it"), roles: [.manager]) {
          try RefuseApproval.run($0, $1, for: owner)
        }
        resource.act("withdraw", Localized(zh: "撤回", en: "Withdraw one's own")) {
          try WithdrawApproval.run($0, $1, for: owner)
        }
      },
      writes: [
        .on(ApprovalRequested<Owner>.self, ApprovalStore.request),
        .on(ApprovalGranted<Owner>.self, ApprovalStore.grant),
        .on(ApprovalRefused<Owner>.self, ApprovalStore.refuse),
        .on(ApprovalWithdrawn<Owner>.self, ApprovalStore.withdraw),
      ],
      erases: [
        .documents(
          // The state has the words of the refusal under a name of its own.
          "approvals", ApprovalRequested<Owner>.personal.union(["refusal"]),
          ofAnyKey: "id = ?1 OR document ->> '$.customerId' = ?1")
      ])
    feature.approvals = ApprovalKeeper { asked, unit in
      let event = ApprovalRequested<Owner>(
        approvalId: unit.newID(), customerId: asked.customer, needs: asked.needs, reason: asked.reason,
        requesterId: ID(asked.caller.subject), role: asked.role.rawValue, shop: asked.caller.shop.map { ID($0) },
        method: asked.method, path: asked.path, body: String(decoding: asked.body, as: UTF8.self),
        expiresOn: unit.today.adding(days: ApprovalStore.openDays), occurredAt: unit.now)
      try unit.record(event)
      return ApprovalView(ApprovalState(event), on: unit.today, isClear: true)
    }
    return feature
  }
}

extension Migration {
  public static let approvals = Migration(
    """
    CREATE TABLE approvals (
      id TEXT PRIMARY KEY, stage TEXT NOT NULL, requester TEXT NOT NULL, shop TEXT, expires_on TEXT NOT NULL,
      document TEXT NOT NULL) STRICT;
    CREATE INDEX approvals_open ON approvals (id) WHERE stage = 'open';
    """)
}
