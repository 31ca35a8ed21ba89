import Contracts
import Kernel
import Persistence
import ServiceRuntime

private let resource = Resource("quotes", scope: .sale, readers: .everyone, writers: .sellers)

extension Feature {
  /// Customers accept quotes by a link (H4). Its routes are open to everybody: customers have the link and no token.
  /// `base`: where customers reach this service (`CustomerLink`).
  static func quoteLinks(at base: String?) -> Feature {
    Feature(
      tables: ["quote_links"],
      routes: {
        resource.act(
          "link", Localized(zh: "发放在线确认链接", en: "Make a link by which the customer accepts"), answers: 201
        ) { try IssueQuoteLink.run($0, $1, at: base) }
        Route.customerPage(
          "/v1/quote-acceptances/{token}", Localized(zh: "客户在线查看报价", en: "The quote, for its customer"), tag: "quotes"
        ) { query, language, database in
          let (quote, _) = try QuoteLinkStore.quote(
            of: query.parameter("token"), on: CompanyZone.day(at: query.now), in: database)
          return QuoteAcceptancePage.form(for: quote, language)
        }
        Route.command(
          "POST", "/v1/quote-acceptances/{token}", Localized(zh: "客户在线接受报价", en: "The customer accepts"),
          tag: "quotes", roles: nil, scope: .company, AcceptQuoteByLink.run)
      },
      writes: [.on(QuoteLinkIssued.self, QuoteLinkStore.write)])
  }
}

extension Migration {
  static let quoteLinks = Migration(
    """
    CREATE TABLE quote_links (
      hash TEXT PRIMARY KEY, quote TEXT NOT NULL, version INTEGER NOT NULL, expires_on TEXT NOT NULL,
      used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    """)

  static let quoteLinkMakers = Migration("ALTER TABLE quote_links ADD COLUMN made_by TEXT;")
}
