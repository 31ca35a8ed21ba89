import Contracts
import Kernel
import Persistence
import ServiceRuntime

private let resource = Resource("expenses", scope: .earnings, readers: .everyone, writers: .cashiers)
private let recurring = Resource(
  "recurring-expenses", tag: "expenses", scope: .earnings, readers: .bookReaders, writers: .cashiers)

extension Feature {
  /// What the company spends, once and each month (D3, D8).
  static let expenses = Feature(
    tables: ["expenses", "recurring_expenses"],
    routes: {
      resource.list(
        Localized(zh: "费用", en: "Expenses"),
        parameters: [
          .init("category", Localized(zh: "类别", en: "Category")), .salesperson,
          .init("shop", Localized(zh: "门店", en: "Shop")),
        ] + .period, by: \.id.text
      ) { query, page, database in
        try ExpenseStore.list(
          try ExpenseStore.Filter(asked: query), after: page.after, limit: page.rows, for: query.visibility,
          in: database)
      }
      resource.add(Localized(zh: "登记费用", en: "Record an expense"), RecordExpense.run)
      resource.item(Localized(zh: "一笔费用", en: "An expense")) { query, database in
        Answer(ExpenseView(try ExpenseStore.find(query.id(), for: query.visibility, in: database)))
      }
      resource.act("pay", Localized(zh: "支付费用", en: "Pay an expense"), PayExpense.run)
      resource.act("reverse", Localized(zh: "冲销费用", en: "Reverse an expense"), ReverseExpense.run)
      recurring.list(Localized(zh: "每月费用", en: "What is spent each month"), by: \.id.text) {
        query, page, database in
        try RecurringExpenses.list(
          after: page.after, limit: page.rows, in: query.visibility.seen, database
        ).map(RecurringExpenses.View.init)
      }
      recurring.add(Localized(zh: "设定每月费用", en: "Spend this each month"), RecurringExpenses.Set.run)
      recurring.act("end", Localized(zh: "停止每月费用", en: "End it"), RecurringExpenses.End.run)
    },
    writes: [
      .on(ExpenseRecorded.self, ExpenseStore.record), .on(ExpensePaid.self, ExpenseStore.pay),
      .on(ExpenseReversed.self, ExpenseStore.reverse), .on(RecurringExpenseChanged.self, RecurringExpenses.change),
    ],
    listens: [.on(GiftGiven.self, react: GiftExpense.record)],
    catchUp: [GiftGiven.type: .fromNowOn], erases: [.texts("expenses", ["reason"])],
    daily: [RecurringExpenses.sweep])
}

extension Migration {
  static let expenses = Migration(
    """
    CREATE TABLE expenses (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, category TEXT NOT NULL, item TEXT NOT NULL,
      amount INTEGER NOT NULL, currency TEXT NOT NULL, spent_on TEXT NOT NULL, method TEXT, paid_on TEXT,
      salesperson TEXT, shop TEXT, campaign TEXT, customer TEXT, reversed_on TEXT, reason TEXT) STRICT;
    CREATE INDEX expenses_category ON expenses (category, spent_on);
    """)

  static let recurringExpenses = Migration(
    """
    CREATE TABLE recurring_expenses (
      id TEXT PRIMARY KEY, category TEXT NOT NULL, item TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
      starts_on TEXT NOT NULL, ends_on TEXT, method TEXT, salesperson TEXT, shop TEXT, campaign TEXT, employee TEXT,
      last_due TEXT) STRICT;
    ALTER TABLE expenses ADD COLUMN employee TEXT;
    ALTER TABLE expenses ADD COLUMN recurring TEXT;
    """)
}
