import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence
import ServiceRuntime

private let resource = Resource("points", tag: "loyalty", scope: .customer, readers: .everyone, writers: [])

extension Feature {
  /// Points for money received, less what went back (F2).
  static func points(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["points", .copy("money")],
      routes: {
        resource.list(
          Localized(zh: "积分", en: "Points"), parameters: [.init("customerId", Localized(zh: "客户", en: "Customer"))],
          by: \.id.text
        ) { query, page, database in
          try PointsStore.list(page, customer: query.text("customerId"), for: query.visibility, in: database)
        }
      },
      writes: [.on(PointsChanged.self, PointsStore.write)],
      listens: [
        .on(ReceiptPosted.self) { event, database in
          try MoneyCopies.note(
            event.receiptId.text, of: event.customerId, event.amount, on: event.receivedOn, in: database)
        } react: { event, unit in
          try KeepPoints.level(
            event.customerId, because: event.number, on: event.receivedOn, policy, at: event.occurredAt, in: unit)
        },
        .on(ReceiptReversed.self) { event, database in
          try MoneyCopies.note(
            "\(event.receiptId) reversed", of: event.customerId, event.amount.negated, on: event.on, in: database)
        } react: { event, unit in
          try KeepPoints.level(
            event.customerId, because: event.number, on: event.on, policy, at: event.occurredAt, in: unit)
        },
        .on(RefundPosted.self) { event, database in
          try MoneyCopies.note(
            event.refundId.text, of: event.customerId, event.amount.negated, on: event.refundedOn, in: database)
        } react: { event, unit in
          try KeepPoints.level(
            event.customerId, because: event.number, on: event.refundedOn, policy, at: event.occurredAt, in: unit)
        },
      ],
      erases: [.texts("points", ["reason"])],
      daily: [KeepPoints.expire])
  }
}

extension Migration {
  static let points = Migration(
    """
    CREATE TABLE points (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, kind TEXT NOT NULL, points INTEGER NOT NULL, reason TEXT,
      refers_to TEXT, on_day TEXT NOT NULL, expires_on TEXT) STRICT;
    CREATE INDEX points_customer ON points (customer, id);
    """)

  static let money = Migration(
    """
    CREATE TABLE money (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, on_day TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL) STRICT;
    CREATE INDEX money_customer ON money (customer, on_day);
    """)
}
