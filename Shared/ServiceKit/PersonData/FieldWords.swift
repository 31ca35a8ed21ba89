import Kernel

/// Names of fields in words. A field without a word of its own is told by its name, `measuredOn` as "measured on".
enum FieldWords {
  static func word(_ name: String) -> Localized {
    let plain = spaced(name)
    return Localized(zh: chinese[name] ?? plain, en: plain)
  }

  private static func spaced(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      if letter.isUppercase { text += " " }
      text += letter == "_" ? " " : letter.lowercased()
    }
  }

  private static let chinese = [
    "accepted": "接受", "account": "科目", "activityId": "跟进编号", "actor": "经办", "address": "地址", "amount": "金额（最小货币单位）",
    "at": "时间", "birthday": "生日", "brief": "交底", "budget": "预算", "building": "楼栋", "campaign": "营销活动",
    "campaignId": "营销活动", "cancelledOn": "取消日期", "channel": "渠道", "city": "城市", "community": "小区",
    "completedOn": "完成日期", "contacts": "联系人", "count": "次数", "currency": "货币", "custom": "自定义字段",
    "customerId": "客户编号", "date": "日期", "dates": "重要日期", "deliveredOn": "交货日期", "deliveryId": "交货编号",
    "description": "说明", "designer": "设计师", "designerId": "设计师", "detail": "详情", "discount": "折扣", "dueOn": "到期日",
    "email": "电子邮箱", "employee": "员工", "hobbies": "爱好", "homeStage": "房屋阶段", "id": "编号", "installationId": "安装编号",
    "interests": "意向", "issuedOn": "发出日期", "kind": "类别", "label": "名称", "lead": "线索", "leadId": "线索编号",
    "lines": "明细", "method": "方式", "name": "姓名", "notes": "备注", "number": "单号", "occurredAt": "发生时间",
    "onDay": "日期", "on": "日期", "open": "未清", "optOut": "拒绝联系方式", "orderId": "订单编号", "owner": "负责人",
    "ownerId": "负责人", "paidOn": "支付日期", "phone": "电话", "points": "积分", "price": "价格", "profile": "资料",
    "properties": "房产", "quantity": "数量", "quoteId": "报价单编号", "reason": "原因", "receivedOn": "收款日期",
    "recordedOn": "记录日期", "registeredOn": "登记日期", "relation": "关系", "response": "回应", "room": "房号",
    "salesperson": "销售", "salespersonId": "销售", "scale": "小数位", "shop": "门店", "shopId": "门店", "signedOn": "签约日期",
    "sku": "产品编号", "source": "来源", "stage": "阶段", "state": "状态", "status": "状态", "summary": "摘要", "tags": "标签",
    "tier": "等级", "title": "标题", "total": "合计", "type": "类型", "validUntil": "有效期至", "value": "值", "version": "版本",
    "warehouse": "仓库", "wechat": "微信",
  ]
}
