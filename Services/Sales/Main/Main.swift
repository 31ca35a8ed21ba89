import SalesService
import ServiceKit
import ServiceRuntime

@main struct Main {
  static func main() {
    ServiceMain.run(
      SalesService.definition(), settings: [CustomerLink.setting], notice: ERPSources.notice
    ) { settings in
      .readingERP(settings) {
        SalesService.definition(
          reading: $0, at: settings[CustomerLink.setting.name],
          grace: settings["JOINERY_ERP_GRACE"].flatMap(Interval.seconds))
      }
    }
  }
}
