import FinanceService
import ServiceRuntime

@main
enum Main {
  static func main() { ServiceMain.run(FinanceService.definition()) }
}
