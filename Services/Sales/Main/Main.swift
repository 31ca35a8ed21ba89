import SalesService
import ServiceRuntime

@main struct Main { static func main() { ServiceMain.run(SalesService.definition()) } }
