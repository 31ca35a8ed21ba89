/// What finance decides by figures that no rule derives.
public struct FinancePolicy: Hashable, Sendable {
  /// Characters of a name, a reference, an external id.
  public var shortText = 200
  /// Characters of a text that people write at length.
  public var longText = 10_000
  /// Characters of the code of an expense category, which becomes part of an account's code.
  public var categoryLength = 60
  /// How many dunning levels there may be.
  public var dunningLevels = 20
  /// Days after the due date on which a dunning level begins, where the company has set none.
  public var dunningDays = [1, 15, 30, 60]
  /// The expense that a bill is, where nobody says.
  public var purchases = "purchases"
  /// The expense that a gift to a customer is (B19).
  public var gifts = "gift"
  /// Months that a statement covers where no first day is named.
  public var statementMonths = 12
  /// How sure a bank statement's line must be of its customer: a document's number or a phone says it alone, a name and
  /// an amount say it together.
  public var certainMatch = 50
  public var matchWeights: [StatementMatch.Ground: Int] = [.reference: 60, .phone: 50, .name: 30, .amount: 20]
  /// How many customers are suggested for a line whose customer is not certain.
  public var suggestions = 5

  public init() {}

  public static let standard = FinancePolicy()
}
