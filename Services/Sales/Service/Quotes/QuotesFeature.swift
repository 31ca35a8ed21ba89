import Documents
import Kernel
import Contracts
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

private let resource = Resource("quotes", scope: .sale, readers: .everyone, writers: .sellers)

extension Feature {
  /// Quotes in versions, printed, sent, answered (C2, C4, C5, H4).
  static let quotes = Feature(
    tables: ["quotes"],
    routes: {
      resource.add(Localized(zh: "新建报价单", en: "Draft a quote"), DraftQuote.run)
      resource.act("issue", Localized(zh: "发出报价单", en: "Issue a quote"), IssueQuote.run)
      resource.act("revise", Localized(zh: "修订报价单", en: "Revise a quote"), ReviseQuote.run)
      resource.act("accept", Localized(zh: "客户接受报价", en: "The customer accepts"), AcceptQuote.run)
      resource.act("decline", Localized(zh: "客户拒绝报价", en: "The customer declines"), DeclineQuote.run)
      resource.item(Localized(zh: "一份报价单", en: "A quote")) { query, database in
        Answer(quote: try QuoteStore.find(query.id(), for: query.visibility, in: database))
      }
      resource.page(
        ".csv", Localized(zh: "报价单明细 CSV", en: "The lines of a quote as CSV"), mediaType: "text/csv"
      ) { query, database in QuoteDocuments.csv(try QuoteStore.find(query.id(), for: query.visibility, in: database)) }
      resource.page(
        ".xlsx", Localized(zh: "报价单电子表格", en: "A quote as a spreadsheet"),
        mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
      ) { query, database in
        try QuoteDocuments.xlsx(
          QuoteStore.find(query.id(), for: query.visibility, in: database),
          in: Language(accepting: query.http.headers["Accept-Language"]))
      }
      resource.page(
        ".html", Localized(zh: "可打印的报价单", en: "A quote to print"),
        parameters: [
          .init("paper", Localized(zh: "A4 或 241mm", en: "A4 or 241mm")),
          .language,
        ]
      ) { query, database in
        let visibility = query.visibility
        let quote = try QuoteStore.find(query.id(), for: visibility, in: database)
        let customer = try QuoteStore.customer(of: quote, for: visibility, in: database)
        return try QuotePrint(quote, customer: customer, in: database).html(try Printing(asked: query))
      }
      resource.list(
        Localized(zh: "报价单列表", en: "Quotes, the newest first"), parameters: SalesFilter.parameters, by: \.id.text
      ) { query, page, database in
        let filter = try SalesFilter(query, page, stage: try query.choice("state", of: QuoteStage.self)?.rawValue)
        return try QuoteStore.list(filter, in: database).map(QuoteSummary.init)
      }
    },
    writes: [
      .on(QuoteDrafted.self, QuoteStore.draft), .on(QuoteIssued.self, QuoteStore.issue),
      .on(QuoteAccepted.self, QuoteStore.accept), .on(QuoteDeclined.self, QuoteStore.decline),
    ],
    erases: [.documents("quotes", QuoteDeclined.personal.union(QuoteAccepted.personal))])
}

extension Migration {
  static let quotes = Migration(
    """
    CREATE TABLE quotes (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, salesperson TEXT NOT NULL,
      stage TEXT NOT NULL, document TEXT NOT NULL) STRICT;
    CREATE INDEX quotes_customer ON quotes (customer, id);
    """)
}
