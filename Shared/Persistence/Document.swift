import JSON
import Kernel

/// A state as the text of a column: equal states have equal texts, so that `verify` can compare rows.
public enum Document {
  public static func text(_ state: some Encodable) throws -> String {
    String(decoding: try CompactJSON.encoded(state), as: UTF8.self)
  }

  public static func state<State: Decodable>(_ type: State.Type = State.self, of text: String) throws -> State {
    try CompactJSON.decoded(type, from: Array(text.utf8))
  }
}
