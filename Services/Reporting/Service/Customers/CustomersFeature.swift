import Contracts
import JSON
import Kernel
import Persistence
import SQLite
import ServiceRuntime

private let resource = Resource("customers", scope: .customer, readers: .everyone, writers: [])

extension Feature {
  /// Who is calling, and everything that is known about them (B1, B10).
  static let customers = Feature(
    tables: [.copy("customers")],
    routes: {
      resource.list(
        Localized(zh: "按姓名、小区或电话片段查找客户", en: "Find customers by a part of name, community or phone"),
        parameters: [RouteDescription.Parameter("q", Localized(zh: "一个字起即可", en: "One character is enough"))],
        by: \.customerId.text
      ) { query, page, database in
        try CustomerSearch(query).run(after: page.after, page.rows, in: database)
      }
      resource.item(Localized(zh: "客户卡片", en: "The customer's card"), asOf: true) { query, database in
        Answer(try CustomerCard.find(query, in: database))
      }
      resource.list(
        Localized(zh: "客户的全部事件，按时间排列", en: "All events of the customer in time order"), under: "/{id}/timeline",
        sortedBy: 3, by: { [JSON($0.time.milliseconds), .string($0.source), JSON($0.number)] }
      ) { query, page, database in
        try CustomerCard.requireSeen(query.id(), query.visibility, in: database)
        let timeline = Timeline(try Names(database, Language(accepting: query.http.headers["Accept-Language"])))
        return try TimelineEntry.list(
          of: query.id(), after: page.cursor?.values ?? [0, "", 0], limit: page.rows, timeline, for: query, in: database
        )
      }
    },
    listens: [
      .on(CustomerRegistered.self, copy: CustomerTable.register), .on(CustomerUpdated.self, copy: CustomerTable.update),
    ],
    names: NameTable.people(.customers, by: "customer_id"),
    erases: [
      .texts("customers", ["name", "phone", "wechat", "email"], of: "customer_id = ?1"),
      .cleared("customers", ["city", "community", "building", "room"], of: "customer_id = ?1"),
    ])
}

/// The customer master's copy.
enum CustomerTable {
  @Sendable static func register(_ event: CustomerRegistered, in database: Database) throws {
    try database.run(
      "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", event.customerId,
      // The full-text index needs a whole number of each customer that no rebuild changes.
      Int64(bitPattern: fnv1a64(event.customerId.text.utf8)), event.name, event.phone, event.wechat, event.email,
      event.address.city, event.address.community, event.address.building, event.address.room,
      event.source.channel.rawValue, event.registeredOn)
  }

  /// Contact data as it now is; the rest of a profile is not kept here.
  @Sendable static func update(_ event: CustomerUpdated, in database: Database) throws {
    let (profile, address) = (event.profile, event.profile.address)
    let columns: [CustomerProfile.Field: String?] = [
      .name: profile.name, .phone: profile.phone, .wechat: profile.wechat, .email: profile.email, .city: address.city,
      .community: address.community, .building: address.building, .room: address.room,
    ]
    for field in event.changed.fields {
      guard let value = columns[field] else { continue }
      try database.run(
        "UPDATE customers SET \(field.rawValue) = ? WHERE customer_id = ?", value, event.customerId)
    }
  }
}

extension Migration {
  static let customers = Migration(
    """
    CREATE TABLE customers (
      customer_id TEXT PRIMARY KEY, search INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, phone TEXT NOT NULL,
      wechat TEXT, email TEXT, city TEXT, community TEXT, building TEXT, room TEXT, channel TEXT NOT NULL,
      registered_on TEXT NOT NULL) STRICT;
    CREATE INDEX customers_fragments ON customers (customer_id, name, community, phone);
    CREATE VIRTUAL TABLE customers_fts USING fts5(
      name, community, phone, content = 'customers', content_rowid = 'search', tokenize = 'trigram');
    CREATE TRIGGER customers_fts_insert AFTER INSERT ON customers BEGIN
      INSERT INTO customers_fts (rowid, name, community, phone)
        VALUES (new.search, new.name, new.community, new.phone);
    END;
    CREATE TRIGGER customers_fts_delete AFTER DELETE ON customers BEGIN
      INSERT INTO customers_fts (customers_fts, rowid, name, community, phone)
        VALUES ('delete', old.search, old.name, old.community, old.phone);
    END;
    """)

  static let customerSearch = Migration(
    """
    CREATE TRIGGER customers_fts_update AFTER UPDATE OF name, community, phone ON customers BEGIN
      INSERT INTO customers_fts (customers_fts, rowid, name, community, phone)
        VALUES ('delete', old.search, old.name, old.community, old.phone);
      INSERT INTO customers_fts (rowid, name, community, phone)
        VALUES (new.search, new.name, new.community, new.phone);
    END;
    """)
}
