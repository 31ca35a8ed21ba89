import Kernel
import Contracts
import ReportingDomain
import ServiceRuntime

extension TimelineLine {
  static let ofLeads: [TimelineLine] =
    [
      line(CustomerRegistered.self, of: \.customerId, "客户登记", "Customer registered") {
        .init(day: $0.registeredOn, channel: $0.source.channel.rawValue)
      }
    ].of(.customer)
    + [
      line(LeadCaptured.self, of: \.customerId, "获取线索", "Lead captured") {
        .init(
          day: $0.capturedOn, channel: $0.profile.source.channel.rawValue, to: $0.ownerId?.text, text: $0.profile.notes)
      },
      line(
        LeadAssigned.self, of: \.customerId,
        { Localized(zh: "线索分配给 \($0.names.employee($0.to))", en: "Lead assigned to \($0.names.employee($0.to))") }
      ) { .init(from: $0.from?.text, to: $0.to.text, text: $0.reason) },
      line(
        LeadStageChanged.self, of: \.customerId,
        {
          let (from, to) = ($0.names.stage($0.from), $0.names.stage($0.to))
          return Localized(zh: "线索阶段：\(from) → \(to)", en: "Lead moved from \(from) to \(to)")
        }
      ) { .init(day: $0.changedOn, from: $0.from.rawValue, to: $0.to.rawValue, text: $0.reason) },
      line(LeadEdited.self, of: \.customerId, "线索资料变更", "Lead edited") {
        .init(
          day: $0.editedOn, channel: $0.profile.source.channel.rawValue,
          label: $0.changed.fields.map(\.rawValue).joined(separator: ", "))
      },
      line(LeadsMerged.self, of: \.customerId, "线索合并到另一条，只计一次", "Lead merged into another one, counted once") {
        .init(day: $0.mergedOn, channel: $0.firstSource.channel.rawValue, to: $0.intoLeadId.text)
      },
      line(LeadsUnmerged.self, of: \.customerId, "撤销线索合并", "Merge of leads undone") {
        .init(day: $0.unmergedOn, from: $0.intoLeadId.text)
      },
    ].of(.lead)
    + [
      line(
        TouchRecorded.self, of: \.customerId, { Localized(zh: "接触：\($0.channel)", en: "Met: \($0.channel)") }
      ) { .init(channel: $0.channel, salesperson: $0.employeeId, text: $0.notes) },
      line(
        CustomerReactivated.self, of: \.customerId,
        { Localized(zh: "流失客户回归（上次业务 \($0.from)）", en: "Came back after a lapse (last business \($0.from))") }
      ) { .init(day: $0.on, from: $0.lapsedOn.description) },
      line(
        ActivityLogged.self, of: \.customerId,
        { Localized(zh: $0.names.activity($0.channel), en: $0.names.activity($0.channel)) }
      ) { .init(channel: $0.channel.rawValue, salesperson: $0.employeeId, text: $0.summary) },
      line(
        ERPCustomerIdentified.self, of: \.customerId,
        { Localized(zh: "ERP 订单\($0.number) 归属该客户", en: "The ERP's order\($0.number) belongs to this customer") }
      ) { .init(number: $0.erp.orderNumber) },
      line(
        CustomerNumbered.self, of: \.customerId,
        { Localized(zh: "ERP 客户编号\($0.number)", en: "The ERP's customer\($0.number)") }
      ) { .init(number: $0.number) },
      line(CustomerUpdated.self, of: \.customerId, "客户资料变更", "Contact data changed") {
        .init(day: $0.updatedOn, from: $0.origin, label: $0.changedNames.joined(separator: ", "))
      },
      line(
        ContactProposed.self, of: \.customerId, "客户在评价中更正联系方式，待确认",
        "The customer corrected the contact data, to be decided"
      ) { .init(day: $0.proposedOn, label: $0.fields.map(\.field).joined(separator: ", ")) },
      line(ContactProposalTaken.self, of: \.customerId, "采纳客户更正的联系方式", "The customer's corrections were taken") {
        .init(day: $0.takenOn, label: $0.fields.joined(separator: ", "))
      },
      line(ContactProposalDeclined.self, of: \.customerId, "未采纳客户更正的联系方式", "The customer's corrections were declined") {
        .init(day: $0.declinedOn, text: $0.reason)
      },
      line(CustomerErased.self, of: \.customerId, "个人资料已删除", "Personal data erased") {
        .init(day: $0.erasedOn, label: $0.reason.rawValue)
      },
      line(ReminderRaised.self, of: \.customerId, "提醒", "Reminder") {
        .init(day: $0.raisedOn, to: $0.ownerId?.text, label: $0.rule, until: $0.dueOn)
      },
      line(SegmentChanged.self, of: \.customerId, "分群变化", "Segment changed") {
        .init(day: $0.on, from: $0.isMember ? nil : $0.segmentId.text, to: $0.isMember ? $0.segmentId.text : nil)
      },
    ].of(.customer)
    + [
      // It tells all that the customer has paid.
      line(
        CustomerTierChanged.self, of: \.customerId,
        {
          let words = "\($0.detail.from ?? "–") → \($0.to)"
          return Localized(zh: "客户等级 \(words)", en: "Tier \(words)")
        }
      ) { .init(day: $0.on, amount: $0.received, from: $0.from, to: $0.to, text: $0.reason) }
    ].of(.money)
    + nothing(
      EmployeeChanged.self, ShopChanged.self, PartnerChanged.self, CampaignChanged.self, CampaignResponded.self,
      ReferralRecorded.self, ReferralConverted.self, LeadReviewDue.self, LeadReviewed.self, LeadRevived.self,
      LeadContactVerified.self, CustomFieldDefined.self, LeadsImported.self, SegmentDefined.self, CarePlanChanged.self,
      CareDue.self, GiftGiven.self, PointsChanged.self, AccessRevoked.self, TokenIssued.self, TokenRevoked.self,
      DemoAccountsChanged.self)
}
