import AfterSalesDomain
import Kernel
import Testing

@Suite("Warranty")
struct WarrantyTests {
  @Test(
    "starts at the installation, falls back to delivery, and differs by component",
    arguments: [
      ("panel", "2026-11-22", "2026-11-20", "2031-11-22"), ("hardware", "2026-11-22", "2026-11-20", "2028-11-22"),
      ("appliance", "2024-02-29", "2024-02-01", "2025-02-28"), ("stone", "2026-11-22", "2026-11-20", "2027-11-22"),
      ("panel", nil, "2026-11-20", "2031-11-20"),
    ] as [(String, String?, String, String)])
  func lastDay(component: String, installed: String?, delivered: String, expected: String) throws {
    let day = WarrantyTerms.standard.lastDay(
      of: component, installedOn: installed.flatMap { BusinessDate($0) },
      deliveredOn: try #require(BusinessDate(delivered)))
    #expect(day.description == expected)
  }
}
