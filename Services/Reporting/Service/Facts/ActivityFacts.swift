import Contracts
import Kernel
import Messaging
import Persistence
import ServiceRuntime

extension FactTable {
  static let activities = FactTable(
    name: "activity", dimensions: ["salesperson", "channel"],
    values: ["activities", "phone", "email", "im", "visit", "store"])
}

extension Feature {
  /// Who spoke to how many customers, and how (B17).
  static let activities = Feature(
    facts: .activities,
    listens: [
      FactTable.activities.keep(of: ActivityLogged.self) { event in
        FactTable.Fact(
          day: CompanyZone.day(at: event.at),
          keys: ["salesperson": event.employeeId.text, "channel": event.channel.rawValue],
          values: ["activities": 1, event.channel.rawValue: 1])
      }
    ])
}

extension Migration {
  static let activities = FactTable.activities.creation
}
