import Kernel
import Contracts
import ServiceRuntime

/// A code of a closed list, with what people call it.
protocol Worded: RawRepresentable where RawValue == String {
  var words: Localized { get }
}

extension LeadSource.Channel: Worded {
  var words: Localized {
    switch self {
    case .own: Localized(zh: "自有", en: "Own contacts")
    case .walkIn: Localized(zh: "自然到店", en: "Walk-in")
    case .online: Localized(zh: "网络", en: "Online")
    case .event: Localized(zh: "活动", en: "Event")
    case .boughtList: Localized(zh: "购买名单", en: "Bought list")
    case .partner: Localized(zh: "合作伙伴", en: "Partner")
    case .referral: Localized(zh: "老客户介绍", en: "Referral")
    case .department: Localized(zh: "部门", en: "Department")
    }
  }
}

extension PaymentMethod: Worded {
  var words: Localized {
    switch self {
    case .cash: Localized(zh: "现金", en: "Cash")
    case .bank: Localized(zh: "银行转账", en: "Bank")
    case .card: Localized(zh: "刷卡", en: "Card")
    case .wechat: Localized(zh: "微信", en: "WeChat")
    case .alipay: Localized(zh: "支付宝", en: "Alipay")
    }
  }
}

extension LeadStage: Worded {
  var words: Localized {
    switch self {
    case .new: Localized(zh: "新线索", en: "new")
    case .contacted: Localized(zh: "已联系", en: "contacted")
    case .visited: Localized(zh: "已到访", en: "visited")
    case .quoted: Localized(zh: "已报价", en: "quoted")
    case .won: Localized(zh: "成交", en: "won")
    case .lost: Localized(zh: "流失", en: "lost")
    case .invalid: Localized(zh: "无效", en: "invalid")
    }
  }
}

extension ProblemCause: Worded {
  var words: Localized {
    switch self {
    case .sales: Localized(zh: "销售录单", en: "Order entry")
    case .measurement: Localized(zh: "测量", en: "Measurement")
    case .factory: Localized(zh: "工厂", en: "Factory")
    case .crew: Localized(zh: "安装", en: "Installation")
    case .other: Localized(zh: "其他", en: "Other")
    }
  }
}

extension ActivityLogged.Channel: Worded {
  var words: Localized {
    switch self {
    case .phone: Localized(zh: "电话", en: "Phone call")
    case .email: Localized(zh: "邮件", en: "E-mail")
    case .im: Localized(zh: "即时消息", en: "Message")
    case .visit: Localized(zh: "上门", en: "Visit")
    case .store: Localized(zh: "到店", en: "In the shop")
    }
  }
}
