import AfterSalesDomain
import Contracts
import Kernel
import Messaging
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource("installations", scope: .job, readers: .everyone, writers: .field)

extension Feature {
  /// One job a delivery, from its brief to what now stands at the customer's (E1, E7, E8, E11).
  /// `base`: where customers reach this service (`CustomerLink`).
  static func installations(at base: String?) -> Feature {
    Feature(
      tables: ["installations"],
      routes: {
        resource.list(
          Localized(zh: "安装单", en: "Installations"), of: InstallationSummary.self,
          parameters: [
            .ofCustomer, .inState, .init("orderId", Localized(zh: "订单", en: "Of this order")),
            .init("crewId", Localized(zh: "班组", en: "Of this crew")),
          ], by: \.id.text
        ) { query, page, database in
          try InstallationStore.table.page(
            page,
            where: [
              "customer": query.text("customerId"), "order_id": query.text("orderId"),
              "state": try query.choice("state", of: InstallationStage.self)?.rawValue,
              "document ->> '$.crewId'": query.text("crewId"),
            ], for: query.visibility, in: database
          ).map { try InstallationSummary.summary(of: $0, in: database) }
        }
        resource.item(Localized(zh: "一张安装单", en: "An installation")) { query, database in
          try .installation(
            InstallationStore.find(query.id(), for: query.visibility, in: database).installationId,
            for: query.visibility(of: .customer), asOf: CompanyZone.day(at: query.now), in: database)
        }
        resource.act(
          "schedule", Localized(zh: "安排安装", en: "Schedule it"), roles: .schedulers, ScheduleInstallation.run)
        resource.act("brief-read", Localized(zh: "确认已阅读设计师的说明", en: "The brief was read"), ReadBrief.run)
        resource.act("complete", Localized(zh: "完成安装", en: "It is installed")) {
          try CompleteInstallation.run($0, $1, at: base)
        }
      },
      writes: [
        .on(InstallationPlanned.self, InstallationStore.plan), .on(InstallationBriefed.self, InstallationStore.brief),
        .on(BriefRead.self, InstallationStore.readBrief), .on(InstallationScheduled.self, InstallationStore.schedule),
        .on(InstallationCancelled.self, InstallationStore.cancel),
        .on(InstallationCompleted.self, InstallationStore.complete),
      ],
      listens: [
        .on(DeliveryNoted.self, react: PlanInstallation.plan),
        .on(DeliveryCancelled.self, react: PlanInstallation.cancel),
        .on(SiteMeasured.self, react: PlanInstallation.brief),
      ],
      catchUp: [DeliveryNoted.type: .fromNowOn, DeliveryCancelled.type: .fromNowOn],
      erases: [.documents("installations", InstallationPlanned.personal)])
  }
}

extension RouteDescription.Parameter {
  static let ofCustomer = Self("customerId", Localized(zh: "客户", en: "Of this customer"))
  static let ofInstallation = Self("installationId", Localized(zh: "安装单", en: "Of this installation"))
  static let inState = Self("state", Localized(zh: "状态", en: "In this state"))
}

extension Migration {
  static let installations = Migration(
    """
    CREATE TABLE installations (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, order_id TEXT NOT NULL, delivery TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL, delivered_on TEXT NOT NULL, completed_on TEXT, document TEXT NOT NULL) STRICT;
    CREATE INDEX installations_customer ON installations (customer, id);
    CREATE INDEX installations_order ON installations (order_id);
    CREATE INDEX installations_state ON installations (state, delivered_on);
    """)
}
