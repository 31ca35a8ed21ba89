import Kernel
import Contracts
import FinanceDomain
import JSON
import Persistence
import ServiceRuntime

extension Feature {
  /// Who is to be asked for money, and how urgently (D4, H8).
  static let dunning = Feature(
    tables: ["dunned", "dunning_levels"],
    routes: {
      Resource("reminders", tag: "receivables", scope: .money, readers: .salesReaders, writers: []).list(
        Localized(zh: "收款提醒：今日、本周到期与逾期", en: "Due today, this week, and overdue"),
        parameters: [
          .init("salespersonId", Localized(zh: "导购", en: "Salesperson")),
          .init("when", Localized(zh: "overdue、today 或 this-week", en: "overdue, today or this-week")),
        ], asOf: true, atOnce: true, sortedBy: 2,
        by: { [.string($0.dueOn.description), .string($0.receivableId.text)] }
      ) { query, page, database in
        let after = (page.cursor?.values ?? []).map { $0.string ?? "" }
        return try Reminders.list(
          asOf: try query.asOf(), when: try query.choice("when", of: DueWhen.self),
          salesperson: query.text("salespersonId"), after: after.count == 2 ? (after[0], after[1]) : nil,
          limit: page.rows, for: query.visibility, in: database)
      }
      Route.query(
        "/v1/dunning-levels", Localized(zh: "催款级别", en: "Dunning levels"), tag: "receivables", roles: .salesReaders,
        scope: .company
      ) { _, database in Answer(Dunning.View(days: try Dunning.levels(in: database).days)) }
      Route.command(
        "PUT", "/v1/dunning-levels", Localized(zh: "设置催款级别", en: "Set the dunning levels"), tag: "receivables",
        roles: .deciders, scope: .company, Dunning.SetLevels.run)
    },
    writes: [
      .on(ReceivableDue.self, Dunning.raise), .on(ReceivableOverdue.self, Dunning.raise),
      .on(DunningLevelsSet.self, Dunning.set),
    ],
    daily: [Dunning.sweep])
}

extension Migration {
  static let dunning = Migration(
    """
    CREATE TABLE dunned (
      receivable TEXT NOT NULL, due_on TEXT NOT NULL, level INTEGER NOT NULL, raised_on TEXT NOT NULL,
      PRIMARY KEY (receivable, due_on, level)) STRICT;
    CREATE TABLE dunning_levels (id INTEGER PRIMARY KEY CHECK (id = 1), days TEXT NOT NULL) STRICT;
    """)
}
