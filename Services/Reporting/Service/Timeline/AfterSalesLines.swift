import Contracts
import Kernel
import ReportingDomain
import ServiceRuntime

extension TimelineLine {
  static let ofAfterSales: [TimelineLine] =
    [
      line(InstallationPlanned.self, of: \.customerId, "安排安装", "Installation planned") {
        .init(day: $0.deliveredOn, order: $0.orderId, text: $0.lines.joined(separator: "; "))
      },
      line(
        InstallationScheduled.self, of: \.customerId,
        { Localized(zh: "预约安装：\($0.crew)", en: "Installation scheduled with \($0.crew)") }
      ) { .init(to: $0.crewId.text, label: $0.slot, until: $0.on) },
      line(InstallationCancelled.self, of: \.customerId, "取消安装", "Installation cancelled") {
        .init(day: $0.cancelledOn, order: $0.orderId, text: $0.reason)
      },
      line(
        InstallationCompleted.self, of: \.customerId,
        { Localized(zh: "安装完成，\($0.count) 个问题", en: "Installed with \($0.count) problems") }
      ) {
        .init(
          day: $0.completedOn, to: $0.crewId?.text, order: $0.orderId, until: $0.scheduledOn, count: $0.problems.count,
          text: $0.problems.map(\.description).filter { !$0.isEmpty }.joined(separator: "; "))
      },
      line(
        InstallationEvaluated.self, of: \.customerId,
        {
          let score = Percent(hundredths: $0.count)
          return Localized(zh: "客户评价 \(score)", en: "Evaluated with \(score)")
        }
      ) {
        .init(
          day: $0.evaluatedOn, to: $0.crewId?.text, count: Score(of: $0.scores).hundredths, text: $0.comments)
      },
    ].of(.job)
    + [
      line(ServiceRequested.self, of: \.customerId, "服务请求", "Service request") {
        .init(day: $0.requestedOn, number: $0.number, label: $0.kind.rawValue, text: $0.description)
      },
      line(
        ServiceAssigned.self, of: \.customerId,
        { Localized(zh: "服务派工：\($0.crew)", en: "Service assigned to \($0.crew)") }
      ) {
        .init(
          to: $0.crewId?.text ?? $0.employeeId?.text ?? $0.outlet?.text, label: $0.slot, until: $0.on, text: $0.note)
      },
      line(ServicePaused.self, of: \.customerId, "服务暂停", "Service paused") { .init(text: $0.reason) },
      line(ServiceResumed.self, of: \.customerId, "服务继续", "Service resumed") { _ in .init() },
      line(ServiceResolved.self, of: \.customerId, "服务完成", "Service resolved") {
        .init(day: $0.resolvedOn, amount: $0.chargeable, label: $0.decision, text: $0.work)
      },
      line(ServiceConfirmed.self, of: \.customerId, "客户确认服务", "Service confirmed") { .init(day: $0.confirmedOn) },
      line(ServiceCharged.self, of: \.customerId, "服务收费", "Service charge") {
        .init(day: $0.chargedOn, number: $0.number, amount: $0.amount, until: $0.dueOn)
      },
    ].of(.request)
    + [
      line(MaintenanceDue.self, of: \.customerId, "应做保养", "Maintenance due") { .init(until: $0.dueOn) },
      line(ProblemClosed.self, of: \.customerId, "问题解决", "Problem closed") {
        .init(day: $0.closedOn, amount: $0.cost, label: $0.cause.rawValue, text: $0.solution)
      },
      line(BriefRead.self, of: \.customerId, "安装须知已读", "Brief read") { .init(day: $0.readOn, salesperson: $0.by) },
    ].of(.job)
    + nothing(
      CrewChanged.self, OutletChanged.self, InstallationBriefed.self, EvaluationLinkIssued.self,
      MaintenancePlanChanged.self, ServiceTermsChanged.self, WarrantyTermsChanged.self)
}
