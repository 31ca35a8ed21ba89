import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

private let resource = Resource("referrals", scope: .lead, readers: .everyone, writers: [])

extension Feature {
  /// Customers who bring customers: told by the money that came for it, and taken back with it (A20, H11).
  static let referrals = Feature(
    tables: ["referrals", "referral_orders", .copy("order_money")],
    routes: {
      resource.list(
        Localized(zh: "转介绍", en: "Referrals"),
        parameters: [.init("referrerCustomerId", Localized(zh: "介绍人", en: "Who referred"))], by: \.leadId.text
      ) { query, page, database in
        try ReferralStore.list(page, referrer: query.text("referrerCustomerId"), for: query.visibility, in: database)
      }
    },
    writes: [
      .on(ReferralRecorded.self, ReferralStore.record), .on(ReferralConverted.self, ReferralStore.convert),
    ],
    listens: [
      .on(
        OrderConfirmed.self,
        react: { event, unit in
          try RecordReferral.review(event.orderId, on: event.signedOn, at: event.occurredAt, in: unit)
        }),
      .on(CreditAllocated.self) { event, database in
        try OrderMoney.note(event.allocationId.text, event.orderId, event.amount, on: event.on, in: database)
      } react: { event, unit in
        try RecordReferral.review(event.orderId, on: event.on, at: event.occurredAt, in: unit)
      },
      .on(AllocationReversed.self) { event, database in
        try OrderMoney.note(
          "\(event.allocationId) reversed", event.orderId, event.amount.negated, on: event.on, in: database)
      } react: { event, unit in
        try RecordReferral.review(event.orderId, on: event.on, at: event.occurredAt, in: unit)
      },
      .on(CreditNotePosted.self) { event, database in
        try OrderMoney.note(
          event.creditNoteId.text, event.orderId, event.surplus.negated, on: event.creditedOn, in: database)
      } react: { event, unit in
        try RecordReferral.review(event.orderId, on: event.creditedOn, at: event.occurredAt, in: unit)
      },
    ])
}

/// What leads keeps of finance's allocations: money that reached an order, or left it.
private enum OrderMoney {
  static func note(
    _ id: String, _ order: ID<Order>?, _ amount: Money, on day: BusinessDate, in database: Database
  ) throws {
    guard let order, !amount.isZero else { return }
    try database.run(
      "INSERT OR REPLACE INTO order_money VALUES (?, ?, ?, ?, ?)", id, order, day, amount.amount, amount.currency)
  }
}

extension Migration {
  static let referrals = Migration(
    """
    CREATE TABLE referrals (
      lead TEXT PRIMARY KEY, customer TEXT NOT NULL, referrer TEXT NOT NULL, recorded_on TEXT NOT NULL, state TEXT
      NOT NULL, received INTEGER NOT NULL, currency TEXT, changed_on TEXT) STRICT;
    CREATE INDEX referrals_referrer ON referrals (referrer);
    CREATE TABLE referral_orders (
      order_id TEXT PRIMARY KEY, lead TEXT NOT NULL, received INTEGER NOT NULL, currency TEXT NOT NULL) STRICT;
    """)

  static let orderMoney = Migration(
    """
    CREATE TABLE order_money (
      id TEXT PRIMARY KEY, order_id TEXT NOT NULL, on_day TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL) STRICT;
    CREATE INDEX order_money_order ON order_money (order_id);
    """)
}
