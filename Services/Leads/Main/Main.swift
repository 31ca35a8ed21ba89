import LeadsService
import ServiceRuntime

@main
enum Main {
  static func main() {
    ServiceMain.run(LeadsService.definition(), settings: LeadsService.settings) { LeadsService.definition($0) }
  }
}
