import Testing

@testable import Console
@testable import ConsoleKit

struct ArgumentsTests {
  static let options = [Option("data", "DIR", ""), Option("size", "N", ""), Option("json", nil, "")]

  @Test(
    arguments: [
      ([], [], nil, nil, false),
      (["--data", "x"], [], "x", nil, false),
      (["--data=x=y", "--json"], [], "x=y", nil, true),
      (["list", "--size", "3", "sales:1"], ["list", "sales:1"], nil, 3, false),
      (["--size=4", "--size=5"], [], nil, 5, false),
      (["--", "--json"], ["--json"], nil, nil, false),
      (["--data", ""], [], "", nil, false),
      (["--data", "--json"], [], "--json", nil, false),
    ] as [([String], [String], String?, Int?, Bool)])
  func understands(_ given: [String], words: [String], data: String?, size: Int?, json: Bool) throws {
    let arguments = try Arguments(given, of: Self.options)
    #expect(arguments.words == words)
    #expect(arguments.text("data") == data)
    #expect(try arguments.number("size", in: 0...10) == size)
    #expect(arguments.has("json") == json)
  }

  @Test(
    arguments: [
      (["--nothing"], "there is no option --nothing"),
      (["--data"], "--data takes DIR"),
      (["--json=1"], "--json takes no value"),
      (["--size", "eleven"], "--size takes a whole number from 0 to 10, not 'eleven'"),
      (["--size", "11"], "--size takes a whole number from 0 to 10, not '11'"),
      (["word"], "'word' is one word too many"),
    ])
  func refuses(_ given: [String], reason: String) {
    #expect(throws: Failure(reason)) {
      let arguments = try Arguments(given, of: Self.options)
      _ = try arguments.number("size", in: 0...10)
      try arguments.expect()
    }
  }

  @Test func namesTheWordThatIsMissing() throws {
    #expect(throws: Failure("the id is missing")) {
      try Arguments(["show"], of: Self.options).expect("the action", "the id")
    }
  }

  @Test(arguments: Joinery.commands.map(\.name))
  func everyCommandHasHelpThatNamesItsOptions(_ name: String) throws {
    let command = try #require(Joinery.commands.first { $0.name == name })
    for option in command.options + Settings.options { #expect(command.help.contains("--\(option.name)")) }
    #expect(command.help.contains("usage: joinery \(name)"))
  }
}
