/// Every column of the views.
extension AnalyticsColumn {
  // Who and what.
  static let customer = Self("customer_id", zh: "客户编号", en: "The customer's id")
  static let lead = Self("lead_id", zh: "线索编号", en: "The lead's id")
  static let order = Self("order_id", zh: "订单编号", en: "The order's id")
  static let delivery = Self("delivery_id", zh: "发货单编号", en: "The delivery note's id")
  static let receivable = Self(
    "receivable_id", zh: "应收款编号；空为未核销款", en: "The receivable's id; none for unallocated credit")
  static let receipt = Self("receipt_id", zh: "收款编号", en: "The receipt's id")
  static let installation = Self("installation_id", zh: "安装编号", en: "The installation's id")
  static let line = Self("line_id", zh: "订单行编号", en: "The order line's id")
  static let request = Self("request_id", zh: "服务请求编号", en: "The service request's id")
  static let job = Self("job_id", zh: "安装或服务请求的编号", en: "The installation's or the service request's id")
  static let activity = Self("activity_id", zh: "跟进编号", en: "The activity's id")
  static let number = Self("number", zh: "单据号", en: "The document's number")

  // Codes that the company chooses.
  static let salesperson = Self("salesperson_id", zh: "销售员编码", en: "The salesperson's code")
  static let designer = Self("designer_id", zh: "设计师编码", en: "The designer's code")
  static let owner = Self("owner_id", zh: "线索负责人编码", en: "Code of the employee who works on the lead")
  static let employee = Self("employee_id", zh: "员工编码", en: "The employee's code")
  static let shop = Self("shop_id", zh: "门店编码", en: "The shop's code")
  static let crew = Self("crew_id", zh: "安装队编码", en: "The crew's code")
  static let outlet = Self("outlet_id", zh: "服务网点编码", en: "The service outlet's code")
  static let name = Self("name", zh: "名称", en: "What people call it")
  static let chineseName = Self("name_zh", zh: "中文名称", en: "What it is called in Chinese")
  static let englishName = Self("name_en", zh: "英文名称", en: "What it is called in English")

  // Where from.
  static let channel = Self("channel", zh: "来源渠道", en: "By which way the lead or the customer came")
  static let contact = Self("contact", zh: "联系方式", en: "How the customer was contacted")
  static let campaign = Self("campaign_id", zh: "营销活动编号", en: "The campaign's id")
  static let partner = Self("partner_id", zh: "合作伙伴编码", en: "The partner's code")
  static let referrer = Self("referrer_id", zh: "介绍人的客户编号", en: "Id of the customer who referred")
  static let city = Self("city", zh: "城市", en: "The customer's city")

  // Words of closed lists, and labels.
  static let stage = Self("stage", zh: "线索阶段", en: "The lead's stage")
  static let state = Self("state", zh: "状态", en: "How far it is")
  static let kind = Self("kind", zh: "种类", en: "Of which kind it is")
  static let label = Self("label", zh: "标签", en: "What it is called: first instalment")
  static let sku = Self("sku", zh: "产品编码", en: "The product's code")
  static let warehouse = Self("warehouse", zh: "仓库编码", en: "The warehouse's code")
  static let method = Self("method", zh: "收付方式", en: "How money changed hands")
  static let category = Self("category", zh: "费用类别", en: "The expense's category")
  static let item = Self("item", zh: "费用项目", en: "The expense's item")
  static let decision = Self("decision", zh: "收费决定", en: "Why it is charged or not")

  // Days.
  static let day = Self("day", .day, zh: "业务日", en: "The business day on which it counts")
  static let capturedOn = Self("captured_on", .day, zh: "获取日；线索归入该日", en: "Day of capture, to which the lead belongs")
  static let stageSince = Self("stage_since", .day, zh: "进入当前阶段之日", en: "Day on which it came into that stage")
  static let registeredOn = Self("registered_on", .day, zh: "登记日", en: "Day of registration")
  static let signedOn = Self("signed_on", .day, zh: "签约日", en: "Day of signing")
  static let promisedOn = Self("promised_on", .day, zh: "承诺交货日", en: "Day for which delivery is promised")
  static let deliveredOn = Self("delivered_on", .day, zh: "发货日", en: "Day of delivery")
  static let cancelledOn = Self("cancelled_on", .day, zh: "取消日", en: "Day on which it was cancelled")
  static let dueOn = Self("due_on", .day, zh: "到期日；变动中为该变动所定", en: "Due date; of a change, the one that it sets")
  static let receivedOn = Self("received_on", .day, zh: "收款日", en: "Day of the receipt")
  static let reversedOn = Self("reversed_on", .day, zh: "冲回日", en: "Day on which it was reversed")
  static let scheduledOn = Self("scheduled_on", .day, zh: "预约日", en: "Day for which it is or was scheduled")
  static let completedOn = Self("completed_on", .day, zh: "完成日", en: "Day of completion")
  static let requestedOn = Self("requested_on", .day, zh: "请求日", en: "Day of the request")
  static let resolvedOn = Self("resolved_on", .day, zh: "解决日", en: "Day on which it was resolved")
  static let confirmedOn = Self("confirmed_on", .day, zh: "客户确认日", en: "Day on which the customer confirmed")
  static let evaluatedOn = Self("evaluated_on", .day, zh: "评价日", en: "Day of the last evaluation")

  // Counts.
  static let leads = Self("leads", .count, zh: "线索数", en: "Leads")
  static let inProfile = Self("in_profile", .count, zh: "符合目标客户画像的线索数", en: "Leads that match the target profile")
  static let valid = Self("valid", .count, zh: "有效线索数", en: "Leads not marked invalid")
  static let won = Self("won", .count, zh: "成交线索数", en: "Leads won")
  static let entered = Self("entered", .count, zh: "进入该阶段的次数", en: "How often the stage was entered")
  static let movedOn = Self("moved_on", .count, zh: "离开该阶段的次数", en: "How often it was left")
  static let daysInStage = Self(
    "days_in_stage", .count, zh: "离开者在该阶段停留的天数", en: "Days that whoever left it had stayed")
  static let orders = Self("orders", .count, zh: "订单数；取消为负", en: "Orders; below zero where one is cancelled")
  static let isCancelled = Self("is_cancelled", .count, zh: "是否已取消：1 或 0", en: "Whether it is cancelled: 1 or 0")
  static let problems = Self("problems", .count, zh: "安装时发现的问题数", en: "Problems found at the installation")
  static let installations = Self("installations", .count, zh: "完成的安装数", en: "Installations completed")
  static let scores = Self("scores", .count, zh: "评价分数之和", en: "Sum of the answers' scores")
  static let answers = Self("answers", .count, zh: "评价答案数", en: "Answers of evaluations")
  static let requests = Self("requests", .count, zh: "服务请求数", en: "Requests for service")
  static let resolved = Self("resolved", .count, zh: "已解决的服务请求数", en: "Requests resolved")
  static let onTime = Self("on_time", .count, zh: "按时解决的服务请求数", en: "Requests resolved within their target")
  static let quantity = Self("quantity", .decimal, zh: "数量", en: "How much or how many of it")
  static let score = Self("score", .decimal, zh: "平均分", en: "Average score")

  // Money.
  static let currency = Self("currency", zh: "货币", en: "ISO 4217 code of the row's amounts")
  static let amount = Self("amount", .money, zh: "金额", en: "The amount")
  static let unitPrice = Self("unit_price", .money, zh: "单价，折扣前", en: "Price of one, before any discount")
  static let total = Self("total", .money, zh: "订单金额；取消后为零", en: "The order's total; zero once it is cancelled")
  static let signed = Self("signed", .money, zh: "签约金额", en: "What was signed, amendments and cancellations included")
  static let delivered = Self("delivered", .money, zh: "发货金额", en: "What was delivered, less what was cancelled")
  static let received = Self(
    "received", .money, zh: "核销到订单的款项", en: "Money allocated to orders, less what was undone")
  static let wonAmount = Self("won_amount", .money, zh: "线索的订单金额", en: "Amount of the lead's orders")
  static let open = Self("open", .money, zh: "未收金额", en: "What is open of it")
  static let openChange = Self("open_change", .money, zh: "未收金额的变动", en: "Change of what is open of the receivable")
  static let creditChange = Self(
    "credit_change", .money, zh: "客户未核销款的变动", en: "Change of the customer's unallocated credit")
  static let moneyIn = Self("money_in", .money, zh: "收入", en: "Money that came in")
  static let moneyOut = Self("money_out", .money, zh: "支出", en: "Money that went out")
  static let accrued = Self("accrued", .money, zh: "计提的提成", en: "Commission earned")
  static let adjusted = Self("adjusted", .money, zh: "提成调整（负数）", en: "Commission taken back, below zero")
  static let paid = Self("paid", .money, zh: "已发提成", en: "Commission paid out")
  static let cost = Self("cost", .money, zh: "服务成本", en: "Parts and labour of requests resolved")

  // Whose events.
  static let mergedInto = Self(
    "merged_into", zh: "合并到的线索；空为未合并", en: "The lead that it is merged into and counted with; none where it is not")
  static let event = Self(
    "event_type", zh: "产生该行的事件类型，不含版本", en: "Type of the event that made the row, without its version")
  static let eventSource = Self("event_source", zh: "事件的来源", en: "Which service wrote that event")
  static let eventStream = Self("event_stream", .count, zh: "事件流", en: "The event's stream")
  static let eventNumber = Self(
    "event_number", .count, zh: "事件在流中的编号，先后以此为准",
    en: "The event's number in its stream, which says what came after what")
  static let knownAt = Self(
    "known_at", .instant, zh: "自何时起已知；早于此时的报表不计",
    en: "Since when it is known: reports of a moment before do not count it")

  // The calendar.
  static let dayNumber = Self(
    "day_number", .count, zh: "自 1970-01-01 起的天数；两日相减即相隔天数",
    en: "Days since 1970-01-01: the difference of two is the days between"
  )
  static let year = Self("year", .count, zh: "年", en: "Year")
  static let quarter = Self("quarter", zh: "季度：2026-Q4", en: "Quarter: 2026-Q4")
  static let month = Self("month", zh: "月份：2026-11", en: "Month: 2026-11")
  static let week = Self("week", zh: "ISO 周：2026-W47", en: "ISO week: 2026-W47")
  static let weekday = Self("weekday", .count, zh: "星期：周一为 1", en: "Day of the week: Monday is 1")
  static let isWeekend = Self("is_weekend", .count, zh: "是否周末：1 或 0", en: "Whether it is a Saturday or Sunday: 1 or 0")
}
