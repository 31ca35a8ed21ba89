import LeadsService
import ServiceKit
import ServiceRuntime

@main
enum Main {
  static func main() {
    ServiceMain.run(LeadsService.definition(), settings: LeadsService.settings) { settings in
      .readingERP(settings) { LeadsService.definition(settings, reading: $0) }
    }
  }
}
