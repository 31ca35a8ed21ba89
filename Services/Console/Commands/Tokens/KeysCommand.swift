import ConsoleKit
import ServiceRuntime

/// Makes and changes the keys that tokens are signed with.
enum KeysCommand {
  static let command = Subcommand(
    name: "keys", forms: ["", "add", "turn", "drop"],
    summary: "Make the signing key where there is none, and its public half; or change it for another one.",
    body: .blocking { arguments, settings in
      let path = KeyFiles.signingKey(data: settings.data)
      guard let word = arguments.words.first else {
        let isNew = try KeyFiles.makeIfMissing(data: settings.data)
        Terminal.note(isNew ? "made the signing key \(path)" : "the signing key \(path) is there already")
        Terminal.print(KeyFiles.keySet(data: settings.data))
        return 0
      }
      try arguments.expect("add, turn or drop")
      guard let step = KeyFiles.Step(rawValue: word) else {
        throw Failure("there is no '\(word)': it is add, turn or drop")
      }
      try KeyFiles.rotate(step, data: settings.data)
      switch step {
      case .add:
        Terminal.note("a second key is shown; in ten minutes, when every service knows it, 'joinery keys turn'")
      case .turn:
        Terminal.note("the last key signs now; when the tokens of the one before have ended, 'joinery keys drop'")
      case .drop: Terminal.note("only the key that signs is left; tokens of the others are refused")
      }
      return 0
    })
}
