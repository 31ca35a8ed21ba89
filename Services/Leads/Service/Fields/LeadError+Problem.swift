import Contracts
import JSON
import Kernel
import LeadsDomain
import ServiceRuntime

/// How the refusals of leads are answered.
extension LeadError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .invalidFields(let fields):
      StrictDecoder.invalidFields(
        fields.map { FieldError(pointer: $0.pointer, code: $0.rule.code, detail: $0.rule.text) })
    case .duplicate(let owner, let stage):
      Problem(
        409, "duplicate-lead", title: Localized(zh: "该客户已有人跟进(撞单)", en: "Somebody is at this customer already"),
        detail: Localized(
          zh: "此电话的线索仍在保护期内,负责人:\(owner?.text ?? "公共池");请与其联系或请经理改派。",
          en: "The lead of this phone is in its protected period, owned by \(owner?.text ?? "nobody, the pool"); "
            + "talk to the owner, or ask a manager to assign it to you.")
      ).with("ownerId", owner.map { .string($0.text) } ?? .null).with("stage", .string(stage.rawValue))
    case .illegalMove(let from, let to):
      Problem(
        409, "illegal-move",
        title: Localized(zh: "线索不能这样推进", en: "The lead cannot move like this"),
        detail: Localized(
          zh: "从 \(from.rawValue) 不能到 \(to.rawValue);可以到:\(from.next.map(\.rawValue).sorted().joined(separator: "、"))。",
          en: "From \(from.rawValue) it cannot go to \(to.rawValue); it can go to: "
            + "\(from.next.map(\.rawValue).sorted().joined(separator: ", "))."))
    case .phoneTaken(let owner):
      Problem(
        409, "duplicate-customer", title: Localized(zh: "此电话已属于另一位客户", en: "The phone is another customer's"),
        detail: Localized(
          zh: "此电话已登记,负责人:\(owner?.text ?? "公共池");请与其联系。",
          en: "The phone is registered already, owned by \(owner?.text ?? "nobody, the pool"); talk to the owner.")
      ).with("ownerId", owner.map { .string($0.text) } ?? .null)
    case .openMatters(let owed, let warrantyUntil):
      Problem(
        409, "open-matters", title: Localized(zh: "与此客户尚有未了事项", en: "Something is open with this customer"),
        detail: Localized(
          zh: (owed.map { "未结应收 \($0)" } + (warrantyUntil.map { ["质保至 \($0)"] } ?? [])).joined(separator: "，")
            + "。请先了结；仍要删除，请加上 despiteOpen: true。",
          en: (owed.map { "\($0) is owed" } + (warrantyUntil.map { ["a warranty runs until \($0)"] } ?? []))
            .joined(separator: ", ") + ". Settle it first, or send despiteOpen: true to erase all the same."))
    case .erased:
      Problem(
        409, "erased", title: Localized(zh: "此客户的个人资料已删除", en: "The customer's personal data are erased"),
        detail: Localized(
          zh: "不能再记录其个人资料；若此人再次光临，请登记为新客户。",
          en: "Nothing personal is kept of this customer any more; register the person anew if he or she comes again."))
    case .illegalStatus(let from, let to):
      Problem(
        409, "illegal-status", title: Localized(zh: "客户状态不能这样改", en: "The status cannot change like this"),
        detail: Localized(
          zh: "从 \(from.rawValue) 不能到 \(to.rawValue);可以到:\(from.next.map(\.rawValue).sorted().joined(separator: "、"))。",
          en: "From \(from.rawValue) it cannot become \(to.rawValue); it can become: "
            + "\(from.next.map(\.rawValue).sorted().joined(separator: ", "))."))
    case .proposalDecided(let stage):
      Problem(
        409, "proposal-decided", title: Localized(zh: "该更正已处理", en: "The proposal is decided already"),
        detail: Localized(
          zh: "状态是 \(stage.rawValue)；如仍需更改，请直接修改客户资料。",
          en: "It is \(stage.rawValue); edit the customer where something is still to change."))
    case .contactChanged(let changes):
      Problem(
        409, "contact-changed", title: Localized(zh: "资料在此期间已被修改", en: "The data changed meanwhile"),
        detail: Localized(
          zh: "请核对 changes 中的两个值，并在 fields 中写明要采纳的字段：\(Self.words(changes, "现为", "，客户写"))。",
          en: "Compare both values in 'changes', and name in 'fields' what to take: "
            + "\(Self.words(changes, "now ", ", the customer wrote "))."
        )
      ).with("changes", .array(changes.map(Self.values)))
    case .notInvalid(let stage):
      Problem(
        409, "not-invalid", title: Localized(zh: "只能复核无效线索", en: "Only an invalid lead is reviewed"),
        detail: Localized(zh: "此线索的阶段是 \(stage.rawValue)。", en: "This lead's stage is \(stage.rawValue)."))
    case .mergeRefused:
      Problem(
        409, "merge-refused", title: Localized(zh: "不能这样合并", en: "These leads cannot be merged like this"),
        detail: Localized(
          zh: "一条线索只能并入另一条未合并的线索;请先用 unmerge 撤销。",
          en: "A lead is merged into another one that is not merged itself; undo the earlier merge with unmerge first.")
      )
    case .notMerged:
      Problem(
        409, "not-merged", title: Localized(zh: "此线索没有合并", en: "This lead is not merged"),
        detail: Localized(zh: "没有可撤销的合并。", en: "There is no merge to undo."))
    case .campaignState(let state):
      Problem(
        409, "campaign-state", title: Localized(zh: "活动方案的状态不允许", en: "The campaign's state does not allow it"),
        detail: Localized(
          zh: "现状态是 \(state.rawValue);计划后开始,开始后结束。",
          en: "It is \(state.rawValue); a planned one is started, a started one is ended."))
    case .revertedAlready:
      Problem(
        409, "reverted-already", title: Localized(zh: "此批次已撤回", en: "The import was reverted already"),
        detail: Localized(zh: "无需再次撤回。", en: "There is nothing left to revert."))
    case .optedOut:
      Problem(
        409, "opted-out", title: Localized(zh: "客户不接受此类信息", en: "The customer wants no such messages"),
        detail: Localized(zh: "请改用客户接受的方式。", en: "Use a way that the customer has not opted out of."))
    case .sourceIsFinal:
      Problem(
        409, "source-is-final", title: Localized(zh: "成交后来源不可更改", en: "The source of a won lead stays"),
        detail: Localized(zh: "请去掉 source 后重试。", en: "Leave 'source' out and send it again."))
    case .wonByOrderOnly:
      Problem(
        409, "won-by-order", title: Localized(zh: "成交由订单确认", en: "An order wins a lead"),
        detail: Localized(
          zh: "请在销售服务中为该线索建立订单(leadId),线索随之成交。",
          en: "Place the order in sales with this lead's id as leadId; that wins it."))
    case .alreadyOwned(let owner):
      Problem(
        409, "already-owned", title: Localized(zh: "线索已属于该员工", en: "The lead is this employee's already"),
        detail: Localized(zh: "负责人已是 \(owner);无需改派。", en: "\(owner) owns it; there is nothing to do."))
    }
  }

  private static func values(_ change: FieldChange) -> JSON {
    func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    return .object([
      .init("field", .string(change.field)), .init("present", text(change.from)), .init("proposed", text(change.to)),
    ])
  }

  private static func words(_ changes: [FieldChange], _ present: String, _ proposed: String) -> String {
    changes.map { "\($0.field) (\(present)\($0.from ?? "–")\(proposed)\($0.to ?? "–"))" }.joined(separator: "; ")
  }
}
