import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let plans = Resource(
  "maintenance-plans", key: "code", tag: "organisation", scope: .company, readers: .everyone, writers: .organisers)

extension Feature {
  /// Plans of regular maintenance, and what of the archive they make due (E9, E13).
  static let maintenance = Feature(
    tables: ["maintenance_plans", "maintenance_raised"],
    routes: {
      plans.list(
        Localized(zh: "保养计划", en: "Maintenance plans"), of: MaintenancePlanStore.table, as: MaintenancePlanView.init,
        by: \.code.text)
      plans.add(Localized(zh: "新建保养计划", en: "Add a maintenance plan"), AddMaintenancePlan.run)
      plans.item(
        Localized(zh: "一个保养计划", en: "A maintenance plan"), of: MaintenancePlanStore.table, as: MaintenancePlanView.init)
      plans.edit(Localized(zh: "修改保养计划", en: "Change a maintenance plan"), EditMaintenancePlan.run)
    },
    writes: [
      .on(MaintenancePlanChanged.self, MaintenancePlanStore.write), .on(MaintenanceDue.self, RaiseMaintenance.write),
    ],
    daily: [RaiseMaintenance.sweep])
}

extension Migration {
  static let maintenancePlans = Migration(
    """
    CREATE TABLE maintenance_plans (
      code TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
    """)

  static let maintenanceRaised = Migration(
    """
    CREATE TABLE maintenance_raised (
      installation TEXT NOT NULL, plan TEXT NOT NULL, due_on TEXT NOT NULL,
      PRIMARY KEY (installation, plan, due_on)) STRICT, WITHOUT ROWID;
    """)
}
