import FoundationEssentials
import ReportingService
import ServiceRuntime

@main struct Main {
  static func main() {
    let pages = ProcessInfo.processInfo.environment["JOINERY_PAGES"].flatMap { $0.isEmpty ? nil : $0 }
    ServiceMain.run(pages.map { ReportingService.definition(pages: $0) } ?? ReportingService.definition())
  }
}
