import Kernel
import Contracts
import LeadsDomain
import Persistence
import ServiceRuntime

private let activity = Resource("activities", scope: .customer, readers: .everyone, writers: .field)
private let touch = Resource("touches", tag: "activities", scope: .customer, readers: .everyone, writers: .field)

extension Feature {
  /// What employees did with customers, and whom they met (A8, B6, B7).
  static func activities(_ policy: LeadsPolicy) -> Feature {
    let parameters: [RouteDescription.Parameter] = [
      .init("customerId", Localized(zh: "客户", en: "Customer")),
      .init("employeeId", Localized(zh: "员工", en: "Employee")),
    ]
    return Feature(
      tables: ["activities", "touches"],
      routes: {
        activity.list(Localized(zh: "活动", en: "Activities"), parameters: parameters, by: \.id.text) {
          query, page, database in
          try ActivityStore.list(
            page, customer: query.text("customerId"), employee: query.text("employeeId"), for: query.visibility,
            in: database)
        }
        activity.add(Localized(zh: "记录活动", en: "Log an activity")) { try LogActivity.run($0, policy, $1) }
        touch.add(Localized(zh: "记录接触", en: "Record that somebody was met")) {
          try RecordTouch.run($0, policy, $1)
        }
        touch.list(Localized(zh: "接触记录", en: "Touches"), parameters: parameters, by: \.id.text) {
          query, page, database in
          try TouchStore.list(
            page, customer: query.text("customerId"), employee: query.text("employeeId"), for: query.visibility,
            in: database)
        }
      },
      writes: [.on(ActivityLogged.self, ActivityStore.write), .on(TouchRecorded.self, TouchStore.write)],
      erases: [.texts("activities", ["summary"]), .texts("touches", ["notes"])])
  }
}

extension Migration {
  static let activities = Migration(
    """
    CREATE TABLE activities (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, lead TEXT, employee TEXT NOT NULL, channel TEXT NOT NULL,
      at INTEGER NOT NULL, summary TEXT NOT NULL, next_contact_on TEXT) STRICT;
    CREATE INDEX activities_customer ON activities (customer, id);
    """)

  static let activitiesByTime = Migration(
    """
    CREATE INDEX activities_at ON activities (customer, at);
    CREATE INDEX activities_next ON activities (next_contact_on) WHERE next_contact_on IS NOT NULL;
    """)

  static let touches = Migration(
    """
    CREATE TABLE touches (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, employee TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL,
      is_new INTEGER NOT NULL, inbound INTEGER NOT NULL, notes TEXT) STRICT;
    """)
}
