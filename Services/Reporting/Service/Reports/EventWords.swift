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
      default: Localized(zh: type, en: type)
      }
    return words[names.language]
  }

  private func facts(_ detail: EventDetail) -> [String] {
    var facts: [String] = []
    if let channel = detail.channel, LeadSource.Channel(rawValue: channel) != nil {
      facts.append(names.channel(channel))
    }
    if let amount = detail.amount { facts.append(amount.description) }
    if let salesperson = detail.salesperson { facts.append(names.employee(salesperson)) }
    if let shop = detail.shop { facts.append(names.shop(shop)) }
    return facts
  }

  private func tail(_ detail: EventDetail) -> String {
    guard let text = detail.text, !text.isEmpty else { return "" }
    return Localized(zh: "：\(text)", en: ": \(text)")[names.language]
  }
}
