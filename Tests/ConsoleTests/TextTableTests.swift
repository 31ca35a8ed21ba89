import Testing

@testable import ConsoleKit

struct TextTableTests {
  @Test func alignsTextsLeftAndFiguresRight() {
    var table = TextTable(["name", "events", "state"], figures: [1])
    table.add("leads", "7", "running")
    table.add("after-sales", "1200", "")
    table.add("short")
    #expect(
      table.text == """
        name         events  state
        leads             7  running
        after-sales    1200
        short
        """)
  }

  @Test func countsChineseCharactersAsTwoColumns() {
    var table = TextTable(["key", "x"])
    table.add("陈伟", "1")
    table.add("Chen", "2")
    #expect(table.text.split(separator: "\n") == ["key   x", "陈伟  1", "Chen  2"])
  }

  @Test func keepsControlCharactersFromTheTerminal() {
    var table = TextTable(["reason"])
    table.add("\u{1b}[31mred\n")
    #expect(table.text == "reason\n\u{fffd}[31mred\u{fffd}")
  }

  @Test(
    arguments: [
      (0, 0, "events [                    ] 0/0"), (1, 2, "events [##########          ] 1/2"),
      (2, 2, "events [####################] 2/2"), (3, 2, "events [####################] 3/2"),
    ])
  func drawsProgress(_ done: Int, of total: Int, line: String) {
    #expect(ProgressBar.line("events", done, of: total, "") == line)
  }
}
