import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// What a list of leads can be narrowed to.
struct LeadList {
  var stage: LeadStage?
  var owner: String?
  var channel: LeadSource.Channel?
  /// A part of the name or of the phone.
  var text: String?
  let visibility: Visibility
  var partner: String?
  var campaign: String?
  /// Leads without an owner (A6).
  var isPool: Bool

  static let parameters: [RouteDescription.Parameter] = [
    .init("stage", Localized(zh: "阶段", en: "Stage")), .init("ownerId", Localized(zh: "负责人", en: "Owner")),
    .init("channel", Localized(zh: "渠道", en: "Channel")),
    .init("partnerId", Localized(zh: "合作伙伴", en: "Partner")),
    .init("campaignId", Localized(zh: "活动方案", en: "Campaign")),
    .init("pool", Localized(zh: "true:只看公共池", en: "true: those without an owner")),
    .init("q", Localized(zh: "姓名或电话的一部分", en: "A part of the name or the phone")),
  ]
}

extension LeadList {
  init(_ query: QueryRequest) throws {
    self.init(
      stage: try query.choice("stage", of: LeadStage.self), owner: query.text("ownerId"),
      channel: try query.choice("channel", of: LeadSource.Channel.self), text: query.text("q"),
      visibility: query.visibility, partner: query.text("partnerId"), campaign: query.text("campaignId"),
      isPool: query.text("pool") == "true")
  }
}
