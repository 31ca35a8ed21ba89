import FoundationEssentials
import SalesService
import ServiceRuntime

@main struct Main {
  static func main() {
    let sources = ERPSources(ProcessInfo.processInfo.environment["JOINERY_ERP_SOURCES"])
    ServiceMain.run(
      SalesService.definition(), settings: [CustomerLink.setting], notice: sources.notice
    ) { definition(believing: sources, $0) }
  }

  private static func definition(believing sources: ERPSources, _ settings: Configuration) -> ServiceDefinition {
    let base = settings[CustomerLink.setting.name]
    let grace = settings["JOINERY_ERP_GRACE"].flatMap(Interval.seconds)
    do {
      let bridge = try ERPBridge(
        sources: sources, signature: WebhookSignature(secret: settings["JOINERY_ERP_WEBHOOK_SECRET"]),
        mappingsIn: settings["JOINERY_ERP_MAPPINGS"])
      return SalesService.definition(reading: bridge, at: base, grace: grace)
    } catch {
      var definition = SalesService.definition(at: base)
      definition.refusal = "JOINERY_ERP_MAPPINGS: \(error); correct the file, or move it out of the folder"
      return definition
    }
  }
}
