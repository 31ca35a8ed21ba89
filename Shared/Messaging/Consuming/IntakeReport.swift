import Contracts

/// What one batch of records led to.
struct IntakeReport: Sendable {
  var applied = 0
  var duplicates = 0
  var droppedByEpoch = 0
  var strays = 0
  var held = 0
  var gaps = 0
  /// Questions that heads have answered.
  var answers: [String] = []
  /// A source's epoch is known now: its topic is to be read from the beginning.
  var adopted: [Source] = []
  /// Records of an epoch that is not the store's: perhaps the source went on under another one.
  var suspects: Set<Source> = []
  /// Sources that are read no more.
  var stopped: [Source] = []
  /// Copies for the dead-letter topics.
  var deadLetters: [DeadLetterCopy] = []
}
