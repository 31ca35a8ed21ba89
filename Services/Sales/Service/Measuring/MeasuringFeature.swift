import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("measurements", scope: .sale, readers: .everyone, writers: .measurers)

extension Feature {
  /// What the designer finds on site (C18, C19, C21, E11).
  static let measuring = Feature(
    tables: ["measurements"],
    routes: {
      resource.add(Localized(zh: "登记量尺", en: "Keep a measurement"), MeasureSite.run)
      resource.item(Localized(zh: "一次量尺", en: "A measurement")) { query, database in
        Answer(MeasurementView(try MeasurementStore.find(query.id(), for: query.visibility, in: database)))
      }
      resource.list(
        Localized(zh: "量尺列表", en: "Measurements, the newest first"),
        parameters: [RouteDescription.Parameter].ofCustomerAndOrder, by: \.id.text
      ) { query, page, database in
        try MeasurementStore.table.newest(
          page, where: ["customer": query.text("customerId"), "order_id": query.text("orderId")],
          for: query.visibility, in: database
        ).map(MeasurementView.init)
      }
    },
    writes: [.on(SiteMeasured.self, MeasurementStore.write)],
    erases: [.documents("measurements", SiteMeasured.personal)])
}

extension Migration {
  static let measuring = Migration(
    """
    CREATE TABLE measurements (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, order_id TEXT, document TEXT NOT NULL) STRICT;
    CREATE INDEX measurements_customer ON measurements (customer, id);
    """)
}
