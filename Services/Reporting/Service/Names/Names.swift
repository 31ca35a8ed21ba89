import Contracts
import JSON
import Kernel
import SQLite
import ServiceRuntime

/// What people call the codes of reports and events.
struct Names {
  let language: Language
  private let employees: [String: String]
  private let shops: [String: String]
  private let crews: [String: String]

  init(_ database: Database, _ language: Language) throws {
    self.language = language
    func names(_ table: String) throws -> [String: String] {
      Dictionary(
        uniqueKeysWithValues: try database.all("SELECT code, name FROM \(table)") { ($0.text(0), $0.text(1)) })
    }
    employees = try names("employees")
    shops = try names("shops")
    crews = try names("crews")
  }

  /// A name for each key; nil for a code that nobody has registered.
  func labels(of keys: [String], by grouping: String, in database: Database) throws -> [String?] {
    guard grouping == "customer" || grouping == "referrer" else {
      return try keys.map { try label(of: $0, by: grouping, in: database) }
    }
    // One statement for all of them, and an index that holds the name: there may be a row for each customer.
    var labels: [String?] = keys.map { $0 == ReadModels.none ? none : nil }
    let list = String(decoding: try CompactJSON.encoded(keys), as: UTF8.self)
    try database.each(
      """
      SELECT key, name FROM json_each(?) CROSS JOIN customers INDEXED BY customers_fragments ON customer_id = value
      """, [list]
    ) { labels[$0.int(0)] = $0.text(1) }
    return labels
  }

  private var none: String { Localized(zh: "未指定", en: "None")[language] }

  private func label(of key: String, by grouping: String, in database: Database) throws -> String? {
    if key == ReadModels.none { return none }
    return switch grouping {
    case "salesperson": employees[key]
    case "shop": shops[key]
    case "crew": crews[key]
    case "channel": LeadSource.Channel(rawValue: key) == nil ? activity(key) : channel(key)
    case "method": method(key)
    case "segment":
      try database.first("SELECT name FROM segments WHERE code = ?", key) { $0.text(0) }
    case "stage": stage(key)
    case "cause": cause(key)
    default: nil
    }
  }

  /// Name and code, or the code alone.
  func employee(_ code: String) -> String { employees[code].map { "\($0) (\(code))" } ?? code }

  func crew(_ code: String) -> String { crews[code].map { "\($0) (\(code))" } ?? code }

  func shop(_ code: String) -> String { shops[code].map { "\($0) (\(code))" } ?? code }

  func channel(_ code: String) -> String {
    guard let channel = LeadSource.Channel(rawValue: code) else { return code }
    let words =
      switch channel {
      case .own: Localized(zh: "自有", en: "Own contacts")
      case .walkIn: Localized(zh: "自然到店", en: "Walk-in")
      case .online: Localized(zh: "网络", en: "Online")
      case .event: Localized(zh: "活动", en: "Event")
      case .boughtList: Localized(zh: "购买名单", en: "Bought list")
      case .partner: Localized(zh: "合作伙伴", en: "Partner")
      case .referral: Localized(zh: "老客户介绍", en: "Referral")
      case .department: Localized(zh: "部门", en: "Department")
      }
    return words[language]
  }

  func method(_ code: String) -> String {
    guard let method = PaymentMethod(rawValue: code) else { return code }
    let words =
      switch method {
      case .cash: Localized(zh: "现金", en: "Cash")
      case .bank: Localized(zh: "银行转账", en: "Bank")
      case .card: Localized(zh: "刷卡", en: "Card")
      case .wechat: Localized(zh: "微信", en: "WeChat")
      case .alipay: Localized(zh: "支付宝", en: "Alipay")
      }
    return words[language]
  }

  func stage(_ code: String) -> String {
    guard let stage = LeadStage(rawValue: code) else { return code }
    let words =
      switch stage {
      case .new: Localized(zh: "新线索", en: "new")
      case .contacted: Localized(zh: "已联系", en: "contacted")
      case .visited: Localized(zh: "已到访", en: "visited")
      case .quoted: Localized(zh: "已报价", en: "quoted")
      case .won: Localized(zh: "成交", en: "won")
      case .lost: Localized(zh: "流失", en: "lost")
      case .invalid: Localized(zh: "无效", en: "invalid")
      }
    return words[language]
  }

  func cause(_ code: String) -> String {
    guard let cause = ProblemCause(rawValue: code) else { return code }
    let words =
      switch cause {
      case .sales: Localized(zh: "销售录单", en: "Order entry")
      case .measurement: Localized(zh: "测量", en: "Measurement")
      case .factory: Localized(zh: "工厂", en: "Factory")
      case .crew: Localized(zh: "安装", en: "Installation")
      case .other: Localized(zh: "其他", en: "Other")
      }
    return words[language]
  }

  func activity(_ code: String) -> String {
    guard let channel = ActivityLogged.Channel(rawValue: code) else { return code }
    let words =
      switch channel {
      case .phone: Localized(zh: "电话", en: "Phone call")
      case .email: Localized(zh: "邮件", en: "E-mail")
      case .im: Localized(zh: "即时消息", en: "Message")
      case .visit: Localized(zh: "上门", en: "Visit")
      case .store: Localized(zh: "到店", en: "In the shop")
      }
    return words[language]
  }
}
