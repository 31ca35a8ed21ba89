import Kernel

/// Types of events in words, for people who read what is held of them: the noun and what became of it.
package enum EventWords {
  /// `joinery.sales.quote.drafted.v1` as "quote: drafted"; the type itself where a word is missing.
  package static func title(of type: String) -> Localized {
    let parts = type.split(separator: ".").map(String.init)
    guard parts.count == 5, let noun = nouns[parts[2]], let verb = verbs[parts[3]] else {
      return Localized(zh: type, en: type)
    }
    return Localized(zh: "\(noun.chinese)：\(verb.chinese)", en: "\(noun.english): \(verb.english)")
  }

  private static let nouns: [String: Localized] = [
    "access": .init(zh: "访问权限", en: "access"), "activity": .init(zh: "跟进", en: "activity"),
    "allocation": .init(zh: "核销", en: "allocation"), "allocation_order": .init(zh: "核销顺序", en: "order of allocation"),
    "approval": .init(zh: "审批", en: "approval"), "brief": .init(zh: "安装交底", en: "brief"),
    "campaign": .init(zh: "营销活动", en: "campaign"),
    "care": .init(zh: "客户关怀", en: "care"), "care_plan": .init(zh: "关怀计划", en: "care plan"),
    "commission": .init(zh: "提成", en: "commission"), "commission_plan": .init(zh: "提成方案", en: "commission plan"),
    "contact_proposal": .init(zh: "联系方式更正", en: "correction of contact data"),
    "credit": .init(zh: "信用与余额", en: "credit"), "credit_limit": .init(zh: "信用额度", en: "credit limit"),
    "credit_note": .init(zh: "红字单", en: "credit note"), "crew": .init(zh: "安装班组", en: "crew"),
    "custom_field": .init(zh: "自定义字段", en: "custom field"), "customer": .init(zh: "客户", en: "customer"),
    "delivery": .init(zh: "交货", en: "delivery"), "demo_accounts": .init(zh: "演示账号", en: "demo accounts"),
    "dunning_levels": .init(zh: "催款级别", en: "dunning levels"), "employee": .init(zh: "员工", en: "employee"),
    "erp": .init(zh: "ERP 对账", en: "reconciliation with the ERP"),
    "erp_reconciliation": .init(zh: "ERP 对账", en: "reconciliation with the ERP"),
    "erp_customer": .init(zh: "ERP 客户", en: "customer of the ERP"),
    "erp_order": .init(zh: "ERP 订单", en: "order of the ERP"),
    "evaluation_link": .init(zh: "评价链接", en: "link to evaluate"), "expense": .init(zh: "费用", en: "expense"),
    "gift": .init(zh: "礼品", en: "gift"), "installation": .init(zh: "安装", en: "installation"),
    "lead": .init(zh: "线索", en: "lead"), "leads": .init(zh: "线索", en: "leads"),
    "maintenance": .init(zh: "保养", en: "maintenance"), "maintenance_plan": .init(zh: "保养计划", en: "maintenance plan"),
    "order": .init(zh: "订单", en: "order"), "outlet": .init(zh: "服务网点", en: "outlet"),
    "partner": .init(zh: "合作伙伴", en: "partner"), "payable": .init(zh: "应付", en: "payable"),
    "payment": .init(zh: "付款", en: "payment"), "payment_allocation": .init(zh: "付款核销", en: "allocation of a payment"),
    "period": .init(zh: "会计期间", en: "period"), "points": .init(zh: "积分", en: "points"),
    "problem": .init(zh: "问题", en: "problem"), "product": .init(zh: "产品", en: "product"),
    "production": .init(zh: "生产", en: "production"), "stock": .init(zh: "库存", en: "stock"),
    "quote": .init(zh: "报价单", en: "quote"), "quote_link": .init(zh: "报价链接", en: "link to a quote"),
    "receipt": .init(zh: "收款", en: "receipt"), "receivable": .init(zh: "应收", en: "receivable"),
    "recommendation": .init(zh: "推荐", en: "recommendation"),
    "recurring_expense": .init(zh: "定期费用", en: "recurring expense"),
    "warehouse": .init(zh: "仓库", en: "warehouse"),
    "referral": .init(zh: "转介绍", en: "referral"), "refund": .init(zh: "退款", en: "refund"),
    "reminder": .init(zh: "提醒", en: "reminder"), "revenue": .init(zh: "收入", en: "revenue"),
    "segment": .init(zh: "客户分组", en: "segment"), "service": .init(zh: "服务请求", en: "service request"),
    "service_terms": .init(zh: "服务条款", en: "terms of service"), "shop": .init(zh: "门店", en: "shop"),
    "site": .init(zh: "现场", en: "site"), "supplier": .init(zh: "供应商", en: "supplier"),
    "token": .init(zh: "令牌", en: "token"), "touch": .init(zh: "接触", en: "touch"),
    "warranty_terms": .init(zh: "质保条款", en: "terms of warranty"),
  ]

  private static let verbs: [String: Localized] = [
    "accepted": .init(zh: "已接受", en: "accepted"), "accrued": .init(zh: "已计提", en: "accrued"),
    "adjusted": .init(zh: "已调整", en: "adjusted"), "allocated": .init(zh: "已核销", en: "allocated"),
    "amended": .init(zh: "已变更", en: "amended"), "answered": .init(zh: "已答复", en: "answered"),
    "assigned": .init(zh: "已分派", en: "assigned"), "briefed": .init(zh: "已交底", en: "briefed"),
    "cancelled": .init(zh: "已取消", en: "cancelled"), "captured": .init(zh: "已录入", en: "captured"),
    "changed": .init(zh: "已变更", en: "changed"), "charged": .init(zh: "已收费", en: "charged"),
    "closed": .init(zh: "已关闭", en: "closed"), "completed": .init(zh: "已完成", en: "completed"),
    "confirmed": .init(zh: "已确认", en: "confirmed"), "contact_verified": .init(zh: "联系方式已核实", en: "contact verified"),
    "converted": .init(zh: "已成交", en: "converted"), "declined": .init(zh: "已拒绝", en: "declined"),
    "defined": .init(zh: "已定义", en: "defined"), "drafted": .init(zh: "已起草", en: "drafted"),
    "due": .init(zh: "到期", en: "due"), "edited": .init(zh: "已修改", en: "edited"),
    "evaluated": .init(zh: "已评价", en: "evaluated"), "given": .init(zh: "已赠送", en: "given"),
    "held": .init(zh: "已冻结", en: "held"), "identified": .init(zh: "已识别", en: "identified"),
    "imported": .init(zh: "已导入", en: "imported"), "issued": .init(zh: "已发出", en: "issued"),
    "limit_exceeded": .init(zh: "已超限", en: "limit exceeded"), "logged": .init(zh: "已记录", en: "logged"),
    "measured": .init(zh: "已量尺", en: "measured"), "merged": .init(zh: "已合并", en: "merged"),
    "noted": .init(zh: "已登记", en: "noted"), "opened": .init(zh: "已产生", en: "opened"),
    "overdue": .init(zh: "已逾期", en: "overdue"), "paid": .init(zh: "已支付", en: "paid"),
    "paused": .init(zh: "已暂停", en: "paused"), "planned": .init(zh: "已计划", en: "planned"),
    "posted": .init(zh: "已过账", en: "posted"), "raised": .init(zh: "已提出", en: "raised"),
    "reactivated": .init(zh: "已激活", en: "won back"), "read": .init(zh: "已阅读", en: "read"),
    "received": .init(zh: "已收到", en: "received"), "recognised": .init(zh: "已确认", en: "recognised"),
    "reconciled": .init(zh: "已比对", en: "compared"),
    "numbered": .init(zh: "已登记 ERP 编号", en: "numbered by an ERP"),
    "recorded": .init(zh: "已记录", en: "recorded"), "registered": .init(zh: "已登记", en: "registered"),
    "reinstated": .init(zh: "已恢复", en: "reinstated"),
    "released": .init(zh: "已放行", en: "released"), "reopened": .init(zh: "已重开", en: "reopened"),
    "requested": .init(zh: "已提出", en: "requested"), "resolved": .init(zh: "已解决", en: "resolved"),
    "responded": .init(zh: "有回应", en: "responded"), "resumed": .init(zh: "已恢复", en: "resumed"),
    "reversed": .init(zh: "已冲销", en: "reversed"), "review_due": .init(zh: "待复核", en: "review due"),
    "reviewed": .init(zh: "已复核", en: "reviewed"), "revived": .init(zh: "已恢复", en: "revived"),
    "revoked": .init(zh: "已撤销", en: "revoked"), "scheduled": .init(zh: "已排期", en: "scheduled"),
    "set": .init(zh: "已设定", en: "set"), "stage_changed": .init(zh: "阶段已变更", en: "stage changed"),
    "tier_changed": .init(zh: "等级已变更", en: "tier changed"), "tracked": .init(zh: "物流已更新", en: "tracked"),
    "unmerged": .init(zh: "已撤销合并", en: "unmerged"),
    "updated": .init(zh: "已更新", en: "updated"),
    "erased": .init(zh: "已删除", en: "erased"), "granted": .init(zh: "已批准", en: "granted"),
    "made": .init(zh: "已提出", en: "made"), "refused": .init(zh: "未批准", en: "refused"),
    "taken": .init(zh: "已采纳", en: "taken"), "withdrawn": .init(zh: "已撤回", en: "withdrawn"),
  ]
}
