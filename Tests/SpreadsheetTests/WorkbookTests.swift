import Foundation
import Spreadsheet
import TestSupport
import Testing

struct WorkbookTests {
  /// The XML of a worksheet, taken out of the file by Python.
  private func cells(of bytes: [UInt8], sheet: Int = 1) throws -> String {
    let folder = TemporaryFolder()
    let file = "\(folder.path)/book.xlsx"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c", "import sys,zipfile;print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())", file,
      "xl/worksheets/sheet\(sheet).xml",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func writesNumbersAsNumbersAndTextsAsTexts() throws {
    var sheet = Workbook.Sheet("报价单", columns: ["项目", "电话", "金额"])
    sheet.rows = [[.text("=1+1"), .text("013800138000"), .number(1_299_905, decimals: 2)], [.text("空"), .empty]]
    sheet.totals = [[.text("合计"), .empty, .number(-5, decimals: 0)]]
    var other = Workbook.Sheet("说明", columns: ["项目", "金额"])
    other.totals = [[.empty, .number(1_250, decimals: 3)]]
    let bytes = try Workbook([sheet, other]).bytes()
    let first = try cells(of: bytes)
    #expect(first.contains("<v>12999.05</v>") && first.contains("<v>-5</v>") && !first.contains("<f>"))
    #expect(first.contains("<t>=1+1</t>") && first.contains("<t>013800138000</t>") && first.contains("合计"))
    let second = try cells(of: bytes, sheet: 2)
    #expect(second.contains("<v>1.25</v>") && !second.contains("合计") && second.contains("topLeftCell=\"A2\""))
  }

  @Test func refusesANameThatNoSheetCanHave() {
    #expect(throws: Workbook.Failure.self) { try Workbook([.init("a/b", columns: ["x"])]).bytes() }
  }
}
