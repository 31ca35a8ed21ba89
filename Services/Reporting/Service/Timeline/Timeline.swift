import Contracts
import FoundationEssentials
import Kernel
import ReportingDomain
import SQLite
import ServiceRuntime

/// An event in a line of text.
struct EventWords {
  let names: Names
  private let decoder = JSONDecoder()

  init(_ names: Names) {
    self.names = names
  }

  /// `detail` is what `CustomerEvents` kept of an event of that type.
  func line(_ type: String, _ detail: String) -> String {
    guard let detail = try? decoder.decode(EventDetail.self, from: Data(detail.utf8)) else { return type }
    let words = [head(type, detail)] + facts(detail)
    return words.joined(separator: names.language == .chinese ? "，" : ", ") + tail(detail)
  }

  private func head(_ type: String, _ detail: EventDetail) -> String {
    let number = detail.number.map { " \($0)" } ?? ""
    let (from, to) = (detail.from ?? "", detail.to ?? "")
    let channel = detail.channel ?? ""
    let version = detail.version.map(String.init) ?? ""
    let words =
      switch type {
      case CustomerRegistered.type: Localized(zh: "客户登记", en: "Customer registered")
      case LeadCaptured.type: Localized(zh: "获取线索", en: "Lead captured")
      case LeadAssigned.type:
        Localized(zh: "线索分配给 \(names.employee(to))", en: "Lead assigned to \(names.employee(to))")
      case LeadStageChanged.type:
        Localized(
          zh: "线索阶段：\(names.stage(from)) → \(names.stage(to))",
          en: "Lead moved from \(names.stage(from)) to \(names.stage(to))")
      case LeadsMerged.type:
        Localized(zh: "线索合并到另一条，只计一次", en: "Lead merged into another one, counted once")
      case LeadsUnmerged.type: Localized(zh: "撤销线索合并", en: "Merge of leads undone")
      case TouchRecorded.type: Localized(zh: "接触：\(channel)", en: "Met: \(channel)")
      case CustomerReactivated.type:
        Localized(zh: "流失客户回归（上次业务 \(from)）", en: "Came back after a lapse (last business \(from))")
      case ActivityLogged.type: Localized(zh: names.activity(channel), en: names.activity(channel))
      case ERPCustomerIdentified.type:
        Localized(zh: "ERP 订单\(number) 归属该客户", en: "The ERP's order\(number) belongs to this customer")
      case QuoteDrafted.type:
        Localized(zh: "报价\(number) 第 \(version) 版", en: "Quote\(number) drafted, version \(version)")
      case QuoteIssued.type: Localized(zh: "报价第 \(version) 版已发出", en: "Quote issued, version \(version)")
      case QuoteAccepted.type: Localized(zh: "客户接受报价第 \(version) 版", en: "Quote accepted, version \(version)")
      case QuoteDeclined.type: Localized(zh: "客户拒绝报价第 \(version) 版", en: "Quote declined, version \(version)")
      case OrderConfirmed.type: Localized(zh: "签订订单\(number)", en: "Order\(number) signed")
      case OrderAmended.type: Localized(zh: "订单变更为第 \(version) 版", en: "Order amended, version \(version)")
      case OrderCancelled.type: Localized(zh: "订单取消", en: "Order cancelled")
      default:
        (Self.money(type) ?? work(type, detail)).map {
          Localized(zh: $0[.chinese] + number, en: $0[.english] + number)
        } ?? Localized(zh: type, en: type)
      }
    return words[names.language]
  }

  private static func money(_ type: String) -> Localized? {
    switch type {
    case ReceivableOpened.type: Localized(zh: "应收款", en: "Receivable")
    case ReceivableAmended.type: Localized(zh: "应收款变更", en: "Receivable amended")
    case ReceivableCancelled.type: Localized(zh: "应收款取消", en: "Receivable cancelled")
    case ReceiptPosted.type: Localized(zh: "收款", en: "Receipt")
    case ReceiptReversed.type: Localized(zh: "收款冲回", en: "Receipt reversed")
    case CreditAllocated.type: Localized(zh: "核销", en: "Allocated")
    case AllocationReversed.type: Localized(zh: "撤销核销", en: "Allocation undone")
    case RefundPosted.type: Localized(zh: "退款", en: "Refund")
    case CreditNotePosted.type: Localized(zh: "贷项通知", en: "Credit note")
    case RevenueRecognised.type: Localized(zh: "确认收入", en: "Revenue recognised")
    case RevenueReversed.type: Localized(zh: "冲回收入", en: "Revenue reversed")
    case ExpenseRecorded.type: Localized(zh: "费用", en: "Expense")
    case ExpensePaid.type: Localized(zh: "费用付款", en: "Expense paid")
    case ExpenseReversed.type: Localized(zh: "费用冲回", en: "Expense reversed")
    case CommissionAccrued.type: Localized(zh: "提成", en: "Commission")
    case CommissionAdjusted.type: Localized(zh: "提成扣回", en: "Commission taken back")
    case CommissionPaid.type: Localized(zh: "提成发放", en: "Commission paid")
    case PaymentPosted.type: Localized(zh: "付款", en: "Payment")
    case PaymentReversed.type: Localized(zh: "付款冲回", en: "Payment reversed")
    case CreditLimitSet.type: Localized(zh: "信用额度设定", en: "Credit limit set")
    case CreditHeld.type: Localized(zh: "信用冻结", en: "Credit hold")
    case CreditReleased.type: Localized(zh: "信用解冻", en: "Credit hold released")
    default: nil
    }
  }

  private func work(_ type: String, _ detail: EventDetail) -> Localized? {
    let crew = names.crew(detail.to ?? "")
    let count = detail.count ?? 0
    return switch type {
    case DeliveryNoted.type: Localized(zh: "发货", en: "Delivery")
    case SiteMeasured.type: Localized(zh: "上门测量，\(count) 处变更", en: "Site measured, \(count) changed")
    case InstallationPlanned.type: Localized(zh: "安排安装", en: "Installation planned")
    case InstallationCancelled.type: Localized(zh: "取消安装", en: "Installation cancelled")
    case InstallationScheduled.type: Localized(zh: "预约安装：\(crew)", en: "Installation scheduled with \(crew)")
    case InstallationCompleted.type: Localized(zh: "安装完成，\(count) 个问题", en: "Installed with \(count) problems")
    case InstallationEvaluated.type:
      Localized(
        zh: "客户评价 \(Percent(hundredths: count))", en: "Evaluated with \(Percent(hundredths: count))")
    case ServiceRequested.type: Localized(zh: "服务请求", en: "Service request")
    case ServiceResolved.type: Localized(zh: "服务完成", en: "Service resolved")
    case ServiceConfirmed.type: Localized(zh: "客户确认服务", en: "Service confirmed")
    case ServiceCharged.type: Localized(zh: "服务收费", en: "Service charge")
    case MaintenanceDue.type: Localized(zh: "应做保养", en: "Maintenance due")
    case ProblemClosed.type: Localized(zh: "问题解决", en: "Problem closed")
    case ServiceAssigned.type: Localized(zh: "服务派工：\(crew)", en: "Service assigned to \(crew)")
    case ServicePaused.type: Localized(zh: "服务暂停", en: "Service paused")
    case ServiceResumed.type: Localized(zh: "服务继续", en: "Service resumed")
    case BriefRead.type: Localized(zh: "安装须知已读", en: "Brief read")
    case CustomerUpdated.type: Localized(zh: "客户资料变更", en: "Contact data changed")
    case SegmentChanged.type: Localized(zh: "分群变化", en: "Segment changed")
    case CustomerTierChanged.type:
      Localized(
        zh: "客户等级 \(detail.from ?? "–") → \(detail.to ?? "")", en: "Tier \(detail.from ?? "–") → \(detail.to ?? "")")
    case ReminderRaised.type: Localized(zh: "提醒", en: "Reminder")
    default: nil
    }
  }

  private func facts(_ detail: EventDetail) -> [String] {
    var facts: [String] = []
    if let channel = detail.channel, LeadSource.Channel(rawValue: channel) != nil {
      facts.append(names.channel(channel))
    }
    if let label = detail.label { facts.append(label) }
    if let amount = detail.amount { facts.append(amount.description) }
    if let method = detail.method { facts.append(names.method(method)) }
    if let until = detail.until { facts.append(until.description) }
    if let salesperson = detail.salesperson { facts.append(names.employee(salesperson)) }
    if let shop = detail.shop { facts.append(names.shop(shop)) }
    return facts
  }

  private func tail(_ detail: EventDetail) -> String {
    guard let text = detail.text, !text.isEmpty else { return "" }
    return Localized(zh: "：\(text)", en: ": \(text)")[names.language]
  }
}
