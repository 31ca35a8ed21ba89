import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let appointments = Resource("appointments", tag: "calendar", scope: .job, readers: .everyone, writers: [])
private let crews = Resource(
  "crews", key: "code", tag: "organisation", scope: .company, readers: .everyone, writers: .organisers)

extension Feature {
  /// Crews, and which of them is where (E8, B13).
  static let calendar = Feature(
    tables: ["crews", "appointments"],
    routes: {
      appointments.list(
        Localized(zh: "班组日程", en: "The crews' calendar"), of: AppointmentView.self,
        parameters: [
          .init("crewId", Localized(zh: "班组", en: "Of this crew")),
          .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
          .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
        ], sortedBy: 2, by: { [.string($0.on.description), .string($0.job)] }
      ) { query, page, database in
        try CalendarStore.list(
          query, page, crew: query.text("crewId"), from: try query.date("from"), to: try query.date("to"), in: database)
      }
      crews.list(Localized(zh: "安装班组", en: "Crews"), by: \.code.text) { _, page, database in
        try CrewStore.list(page, in: database)
      }
      crews.add(Localized(zh: "登记班组", en: "Register a crew"), AddCrew.run)
      crews.item(Localized(zh: "一个班组", en: "A crew"), of: CrewStore.table, as: CrewView.init)
      crews.edit(Localized(zh: "修改班组", en: "Change a crew"), EditCrew.run)
    },
    writes: [.on(CrewChanged.self, CrewStore.write)], names: [NameTable(of: Crew.self, in: "crews")])
}

extension Migration {
  static let crews = Migration(
    """
    CREATE TABLE crews (
      code TEXT PRIMARY KEY, name TEXT NOT NULL, active INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
    """)

  static let appointments = Migration(
    """
    CREATE TABLE appointments (
      job TEXT PRIMARY KEY, crew TEXT NOT NULL, on_day TEXT NOT NULL, slot TEXT NOT NULL) STRICT;
    CREATE INDEX appointments_crew ON appointments (crew, on_day);
    """)

  static let crewMembers = Migration("ALTER TABLE crews ADD COLUMN members TEXT NOT NULL DEFAULT '[]';")
}
