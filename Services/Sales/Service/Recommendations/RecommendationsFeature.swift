import Kernel
import Contracts
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource("customers", scope: .customer, readers: .everyone, writers: .sellers)

extension Feature {
  /// What others bought beside what a customer has, and what the customer said to it (C22).
  static let recommendations = Feature(
    tables: ["order_skus", "recommendation_answers"],
    routes: {
      resource.item(Localized(zh: "推荐产品", en: "Products to recommend"), under: "/recommendations") { query, database in
        let customer = try CustomerDirectory.find(query.id(), for: query.visibility, .customers, in: database)
        let language = Language(accepting: query.http.headers["Accept-Language"])
        return Answer(Page(all: try RecommendationStore.list(for: customer.id, in: language, of: database)))
      }
      resource.act(
        "recommendations", Localized(zh: "记录客户对推荐的答复", en: "Keep a customer's answer"), AnswerRecommendation.run)
    },
    writes: [.on(RecommendationAnswered.self, RecommendationStore.write)])
}

extension Migration {
  static let recommendations = Migration(
    """
    CREATE TABLE order_skus (
      order_id TEXT NOT NULL, sku TEXT NOT NULL, customer TEXT NOT NULL, PRIMARY KEY (order_id, sku)) STRICT,
      WITHOUT ROWID;
    CREATE INDEX order_skus_sku ON order_skus (sku, customer);
    CREATE INDEX order_skus_customer ON order_skus (customer, sku);
    INSERT OR IGNORE INTO order_skus
      SELECT o.id, json_extract(line.value, '$.sku'), o.customer
      FROM orders o, json_each(o.document, '$.terms.lines') line
      WHERE json_extract(line.value, '$.sku') IS NOT NULL;
    CREATE TABLE recommendation_answers (
      customer TEXT NOT NULL, sku TEXT NOT NULL, outcome TEXT NOT NULL, answered_on TEXT NOT NULL,
      PRIMARY KEY (customer, sku)) STRICT, WITHOUT ROWID;
    """)
}
