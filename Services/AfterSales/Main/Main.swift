import AfterSalesService
import ServiceRuntime

@main
enum Main {
  static func main() {
    ServiceMain.run(AfterSalesService.definition(), settings: [CustomerLink.setting]) {
      AfterSalesService.definition(at: $0[CustomerLink.setting.name])
    }
  }
}
