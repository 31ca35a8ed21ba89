import AfterSalesService
import ServiceRuntime

@main
enum Main {
  static func main() { ServiceMain.run(AfterSalesService.definition()) }
}
