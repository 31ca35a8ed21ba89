import Kernel

/// What a relay tells operators.
public struct RelayStatus: Sendable {
  public enum State: Hashable, Sendable {
    /// The last heads of the topic have not been read yet: nothing is published, commands are refused.
    case checking
    case running
    /// This store must not write its topic, with the reason and the remedy.
    case refused(String)
  }

  public var state = State.checking
  public var epoch = ""
  public var instance = ""
  /// Position of the event journal up to which the broker has everything.
  public var published: Int64 = 0
  public var last: Int64 = 0
  /// When the oldest event that is not published was written.
  public var oldestUnpublished: Instant?
  public var sent = 0
  public var heads = 0
  public var answers = 0
  public var strays = 0
  public var rebuilds = 0
  /// Position of the event journal up to which it has been sent again so far; nil while it is not.
  public var replaying: Int64?
  /// How many times that came to its end since the start.
  public var replays = 0
  /// The lease for which nothing new is published, as the last step found it.
  public var pausedFor: String?
  /// When its thread last made a step: long ago means that it hangs.
  public var steppedAt: Instant?
  /// Why nothing can be written now.
  public var away: String?
}
