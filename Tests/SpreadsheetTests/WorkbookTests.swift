import Foundation
import Spreadsheet
import TestSupport
import Testing

struct WorkbookTests {
  /// The worksheet's XML and the shared texts, taken out of the file by `unzip`.
  private func parts(of bytes: [UInt8]) throws -> (sheet: String, texts: String) {
    let folder = TemporaryFolder()
    let file = "\(folder.path)/book.xlsx"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    func part(_ name: String) throws -> String {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "python3", "-c", "import sys,zipfile;print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())", file,
        name,
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self)
    }
    return (try part("xl/worksheets/sheet1.xml"), try part("xl/sharedStrings.xml"))
  }

  @Test func writesNumbersAsNumbersAndTextsAsTexts() throws {
    var sheet = Workbook.Sheet("报价单", columns: ["项目", "电话", "金额"])
    sheet.rows = [[.text("=1+1"), .text("013800138000"), .number(1_299_905, decimals: 2)], [.text("空"), .empty]]
    sheet.totals = [[.text("合计"), .empty, .number(-5, decimals: 0)]]
    let (cells, texts) = try parts(of: try Workbook([sheet]).bytes())
    #expect(cells.contains("<v>12999.05</v>") && cells.contains("<v>-5</v>") && !cells.contains("<f>"))
    #expect(texts.contains("<t>=1+1</t>") && texts.contains("<t>013800138000</t>") && texts.contains("合计"))
  }

  @Test func refusesANameThatNoSheetCanHave() {
    #expect(throws: Workbook.Failure.self) { try Workbook([.init("a/b", columns: ["x"])]).bytes() }
  }
}
