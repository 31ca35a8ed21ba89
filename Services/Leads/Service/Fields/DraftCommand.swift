import Kernel
import ServiceRuntime

/// A command whose body is what the domain calls a draft or an edit, beside when it happened.
protocol DraftCommand: Command {
  associatedtype Draft: Decodable & Sendable
  var draft: Draft { get }
  init(draft: Draft, occurredAt: Instant?)
}

private enum OccurredAtKey: String, CodingKey { case occurredAt }

extension DraftCommand {
  init(from decoder: any Decoder) throws {
    self.init(
      draft: try Draft(from: decoder),
      occurredAt: try decoder.container(keyedBy: OccurredAtKey.self).decodeIfPresent(Instant.self, forKey: .occurredAt))
  }
}
