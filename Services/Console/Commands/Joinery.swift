import ConsoleKit
import Demo
import Glibc
import ServiceRuntime

/// The operators' command line.
public enum Joinery {
  static let commands: [Subcommand] = [
    Up.command, Topics.command, Streams.command, DeadLetters.command, Replay.command, Verify.command, Rebuild.command,
    Demo.command, Backup.command, Restore.command, Recover.command, Standby.command, Takeover.command, Erase.command,
    ExportCommand.command, SnapshotCommand.command,
    AsyncAPI.command, ERPCommand.command, TokenCommand.command, InviteCommand.command, KeysCommand.command,
  ]

  /// Runs one command and ends the process: 0 all is well, 1 it is not, 2 the command line was not understood.
  public static func run(_ arguments: [String]) -> Never {
    signal(SIGPIPE, SIG_IGN)
    guard let name = arguments.first, name != "--help", name != "-h", name != "help" else {
      Terminal.print(help)
      exit(arguments.isEmpty ? 2 : 0)
    }
    if name == "--version" {
      Terminal.print("joinery \(Version.current)")
      exit(0)
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      misused("there is no command '\(name)'", "joinery --help")
    }
    let rest = Array(arguments.dropFirst())
    let parsed: Arguments
    let settings: Settings
    do {
      parsed = try Arguments(rest, of: command.options + Settings.options)
      settings = try Settings(parsed)
    } catch {
      misused("\(error)", "joinery \(name) --help")
    }
    if parsed.has("help") {
      Terminal.print(command.help)
      exit(0)
    }
    switch command.body {
    case .blocking(let body): exit(status { () throws in try body(parsed, settings) })
    case .concurrent(let body):
      Task {
        do {
          exit(try await body(parsed, settings))
        } catch {
          exit(complain(error))
        }
      }
      while true { pause() }
    }
  }

  private static func status(_ body: () throws -> Int32) -> Int32 {
    do {
      return try body()
    } catch {
      return complain(error)
    }
  }

  private static func complain(_ error: any Error) -> Int32 {
    Terminal.note("joinery: \(error)")
    return 1
  }

  private static func misused(_ reason: String, _ help: String) -> Never {
    Terminal.note("joinery: \(reason); see \(help)")
    exit(2)
  }

  private static var help: String {
    let width = commands.map { $0.name.count }.max() ?? 0
    return """
      joinery \(Version.current): the operators' command line of the suite

      usage: joinery COMMAND [OPTIONS]; 'joinery COMMAND --help' tells more

      \(commands.map { "  \($0.name.padding(width))  \($0.summary)" }.joined(separator: "\n"))
      """
  }
}
