import SalesService
import ServiceKit
import ServiceRuntime

@main struct Main {
  static func main() {
    ServiceMain.run(
      SalesService.definition(), settings: [CustomerLink.setting] + ERPOutbound.settings, notice: ERPSources.notice
    ) { settings in
      let outbound = ERPOutbound(settings)
      return .readingERP(settings) { bridge in
        var definition = SalesService.definition(
          reading: bridge, taking: outbound, at: settings[CustomerLink.setting.name],
          grace: settings["JOINERY_ERP_GRACE"].flatMap(Interval.seconds))
        definition.refusal = outbound.refusal(believing: ERPSources(settings["JOINERY_ERP_SOURCES"]))
        return definition
      }
    }
  }
}
