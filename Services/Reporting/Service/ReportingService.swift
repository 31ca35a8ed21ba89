import Kernel
import Contracts
import Persistence
import ServiceKit
import ServiceRuntime

/// Reports, customer cards and the dashboard, made of the other services' events (`Services/Reporting/README.md`).
///
/// The read models are the same for every interleaving of the sources: keys come from the events, and a row whose other
/// half is missing is completed by whichever comes second. No row holds an epoch: a restore gives its sources new ones,
/// and an event keeps its stream and number. Whoever names an event reads the source's present epoch.
public enum ReportingService {
  /// `funnel` looks at what `leads` is about to change.
  static let features: [Feature] = [
    .reports, .customers, .names, .timeline, .funnel, .leads, .orders, .orderLines, .origins, .retention, .receivables,
    .cash,
    .expenses,
    .commissions, .service, .quality, .jobs, .activities, .segments, .sums,
  ]

  /// The order of migrations; those that were released never change.
  static let migrations = [
    Migration([.employeesAndShops, .customers, .timeline, .leads, .orders]),
    Migration([.crews, .ordersReceived, .leadsReceived, .receivables, .customerSearch, .cash]),
    Migration([
      .expenses, .commissions, .service, .quality, .activities, .funnel, .origins, .retention, .suppliers,
    ]),
    Migration([.segments, .segmentNames]),
    .leadMerges,
    Migration([.sums] + renewals + [.leadsByCampaign, .receivableSums]),
    .leadEdits, .jobs,
    Migration([.revocations, .demoAccounts]),
    .cardReads, .orderLines, Migration([.push, .scheduledReports, .zone]),
  ]

  private static let renewals = [
    FactTable.orders, .cash, .expenses, .commissions, .service, .quality, .activities, .funnel, .customers, .retention,
    .segments,
  ].map(\.renewal)

  /// Settings that it alone reads.
  public static let settings: [Setting] = [.snapshotEvery, .replica, .companies] + PushSettings.all

  /// The service as its settings make it.
  public static func definition(_ configuration: Configuration) -> ServiceDefinition {
    do {
      if let text = configuration[Setting.companies.name] {
        return group(of: try Companies(setting: text, zone: configuration.timeZone), pages: configuration.pages)
      }
      return definition(
        pages: configuration.pages, snapshotEvery: configuration[Setting.snapshotEvery.name].flatMap(Interval.seconds),
        push: try PushSettings(configuration))
    } catch {
      var definition = definition()
      definition.refusal = "\(error)"
      return definition
    }
  }

  /// The same reports of several companies together: their stores are read, and of events only those that say whose tokens
  /// are good no more, of the company whose people sign in.
  static func group(of companies: Companies, pages: String = "/usr/share/javascript") -> ServiceDefinition {
    var definition = ServiceDefinition(
      name: "reporting-group", title: Localized(zh: "集团报表", en: "Reports of a group of companies"), source: nil,
      port: 8105,
      features: [
        .reports(of: companies), .dashboard(pages: pages, of: companies), .revocations(of: nil),
        .demoAccounts(of: nil),
      ],
      migrations: [Migration([.revocations, .demoAccounts])], listeningTo: [.leads])
    definition.atStart = { _ in try companies.check() }
    return definition
  }

  /// All that makes the service. `pages` is the folder of the JavaScript packages that the dashboard uses;
  /// `snapshotEvery`: after how many seconds a snapshot is made again, only when asked for without it.
  public static func definition(
    pages: String = "/usr/share/javascript", snapshotEvery: Int? = nil, push: PushSettings = PushSettings()
  ) -> ServiceDefinition {
    var definition = ServiceDefinition(
      name: "reporting", title: Localized(zh: "报表与看板", en: "Reports and dashboard"), source: nil, port: 8105,
      features: features + [
        .dashboard(pages: pages), .analytics(every: snapshotEvery), .push(push), .scheduledReports(push),
        .revocations(of: nil), .demoAccounts(of: nil), .cardReads, .zone,
        .personData(of: "reporting", source: nil, personData),
      ],
      migrations: migrations,
      listeningTo: Source.allCases)
    definition.subscriptions.settle = FactTable.addUp
    if push.isOn { definition.subscriptions.passing = PushLog.take }
    definition.atStart = { store in
      try ZoneTable.note(in: store)
      if push.isOn { try PushLog.atStart(store) }
    }
    // A thousand events change some thousand pages, in the middle of many tables and of a file of a gigabyte.
    definition.tune = { options in
      options.cachePages = 8_192
      options.checkpointPages = 8_000
    }
    return definition
  }
}

enum ReadModels {
  /// The key of what has no salesperson or no shop.
  static let none = "none"
}
