import FoundationEssentials
import SalesService
import ServiceRuntime

@main struct Main {
  static func main() {
    let sources = ERPSources(ProcessInfo.processInfo.environment["JOINERY_ERP_SOURCES"])
    ServiceMain.run(
      SalesService.definition(believing: sources), settings: [CustomerLink.setting], notice: sources.notice
    ) { SalesService.definition(believing: sources, at: $0[CustomerLink.setting.name]) }
  }
}
