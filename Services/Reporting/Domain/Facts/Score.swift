/// What a form's answers say together: their sum and how many they are, so that averages of several forms weigh each
/// answer alike (E6, E14).
public struct Score: Hashable, Sendable {
  public let sum: Int
  public let answers: Int

  public init(of scores: [String: Int]) {
    sum = scores.values.reduce(0, +)
    answers = scores.count
  }

  public init(sum: Int, answers: Int) {
    self.sum = sum
    self.answers = answers
  }

  /// The average in hundredths, rounded half up; nil without answers.
  public var hundredths: Int? { answers == 0 ? nil : (200 * sum + answers) / (2 * answers) }
}
