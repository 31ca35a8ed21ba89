import FoundationEssentials
import SalesService
import ServiceRuntime

@main struct Main {
  static func main() {
    let sources = ERPSources(ProcessInfo.processInfo.environment["JOINERY_ERP_SOURCES"])
    ServiceMain.run(
      SalesService.definition(), settings: [CustomerLink.setting] + ERPOutbound.settings, notice: sources.notice
    ) { definition(believing: sources, $0) }
  }

  private static func definition(believing sources: ERPSources, _ settings: Configuration) -> ServiceDefinition {
    let base = settings[CustomerLink.setting.name]
    let outbound = ERPOutbound(
      system: settings["JOINERY_ERP_TAKES_ORDERS"],
      hours: settings["JOINERY_ERP_REGISTERS_WITHIN_HOURS"].flatMap { Int($0) } ?? 24)
    do {
      let bridge = try ERPBridge(
        sources: sources, taking: outbound, signature: WebhookSignature(secret: settings["JOINERY_ERP_WEBHOOK_SECRET"]),
        mappingsIn: settings["JOINERY_ERP_MAPPINGS"])
      var definition = SalesService.definition(reading: bridge, at: base)
      definition.refusal = outbound.refusal(believing: sources)
      return definition
    } catch {
      var definition = SalesService.definition(at: base)
      definition.refusal = "JOINERY_ERP_MAPPINGS: \(error); correct the file, or move it out of the folder"
      return definition
    }
  }
}
