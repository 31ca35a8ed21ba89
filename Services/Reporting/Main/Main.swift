import ReportingService
import ServiceRuntime

@main struct Main {
  static func main() {
    ServiceMain.run(ReportingService.definition(), settings: ReportingService.settings) {
      ReportingService.definition($0)
    }
  }
}
