import FinanceService
import ServiceKit
import ServiceRuntime

@main
enum Main {
  static func main() {
    ServiceMain.run(FinanceService.definition(), notice: ERPSources.notice) { settings in
      .readingERP(settings) { FinanceService.definition(reading: $0) }
    }
  }
}
