import Contracts
import JSON
import Kernel
import Persistence
import ServiceRuntime

extension Feature {
  /// The entries under everything, their months, and the numbers of documents (H7, H9).
  static let ledger = Feature(
    tables: ["ledger_lines", "ledger_months", "periods", "number_series"],
    routes: {
      lines
      Route.query(
        "/v1/trial-balance", Localized(zh: "试算平衡表", en: "Trial balance"), tag: "ledger", roles: .bookReaders,
        scope: .company, asOf: true
      ) { query, database in
        Answer(
          try Ledger.trialBalance(
            asOf: try query.asOf(), in: database, language: Language(accepting: query.http.headers["Accept-Language"])))
      }
      Resource("periods", tag: "ledger", scope: .company, readers: .bookReaders, writers: []).list(
        Localized(zh: "会计期间", en: "Months of the ledger"), by: \.month
      ) { _, page, database in try Periods.list(after: page.after, limit: page.rows, in: database) }
      Resource("periods", key: "month", tag: "ledger", scope: .company, readers: .bookReaders, writers: .deciders).act(
        "close", Localized(zh: "关账", en: "Close a month"), Periods.Close.run)
      Resource("periods", key: "month", tag: "ledger", scope: .company, readers: .bookReaders, writers: [.manager]).act(
        "reopen", Localized(zh: "重新开账", en: "Open a closed month again"), Periods.Reopen.run)
    },
    writes: [.on(PeriodClosed.self, Periods.close), .on(PeriodReopened.self, Periods.reopen)])
}

private let lines = Route.list(
  "/v1/ledger", Localized(zh: "分录", en: "Lines of the ledger"), tag: "ledger", roles: .bookReaders, scope: .company,
  of: Ledger.Line.self,
  parameters: [.init("account", Localized(zh: "科目", en: "Account"))] + .period, sortedBy: 1
) { query, page, database in
  Page(
    try Ledger.lines(
      account: query.text("account"), from: try query.date("from"), to: try query.date("to"), after: page.afterRow,
      limit: page.rows, in: database), limit: page.limit)
}

extension Migration {
  static let ledger = Migration(
    """
    CREATE TABLE number_series (
      series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (series, year)) STRICT;
    CREATE TABLE ledger_lines (
      document TEXT NOT NULL, line INTEGER NOT NULL, kind TEXT NOT NULL, customer TEXT, on_day TEXT NOT NULL,
      account TEXT NOT NULL, debit INTEGER NOT NULL, credit INTEGER NOT NULL, currency TEXT NOT NULL,
      place INTEGER NOT NULL, PRIMARY KEY (document, place, line)) STRICT;
    CREATE INDEX ledger_lines_account ON ledger_lines (account, on_day, currency, debit, credit);
    """)

  static let periods = Migration(
    """
    ALTER TABLE ledger_lines ADD COLUMN refers_to TEXT;
    CREATE TABLE periods (
      month TEXT PRIMARY KEY, closed INTEGER NOT NULL, entries INTEGER NOT NULL, closed_on TEXT, closed_by TEXT,
      reopened_on TEXT, reopened_by TEXT, reason TEXT) STRICT;
    INSERT INTO periods (month, closed, entries)
      SELECT substr(on_day, 1, 7), 0, count(*) FROM (SELECT DISTINCT document, place, on_day FROM ledger_lines) GROUP BY 1;
    """)

  /// Movements of an account in a month, so that a trial balance reads the lines of one month only.
  static let ledgerMonths = Migration(
    """
    CREATE INDEX ledger_lines_posted ON ledger_lines (account);
    CREATE INDEX ledger_lines_day ON ledger_lines (on_day, account, currency, debit, credit);
    CREATE TABLE ledger_months (
      account TEXT NOT NULL, currency TEXT NOT NULL, month TEXT NOT NULL, debit INTEGER NOT NULL,
      credit INTEGER NOT NULL, PRIMARY KEY (account, currency, month)) STRICT;
    INSERT INTO ledger_months
      SELECT account, currency, substr(on_day, 1, 7), sum(debit), sum(credit) FROM ledger_lines GROUP BY 1, 2, 3;
    """)
}
