import Contracts
import Kernel

/// A part of the price as it was agreed: a percent of the total or an amount.
public struct InstalmentDraft: Decodable, Hashable, Sendable {
  public var label: String
  public var percent: Percent?
  public var amount: Money?
  public var dueOn: BusinessDate

  public init(label: String, percent: Percent? = nil, amount: Money? = nil, dueOn: BusinessDate) {
    (self.label, self.percent, self.amount, self.dueOn) = (label, percent, amount, dueOn)
  }
}

/// How an order's total is to be paid (H5; `Services/Sales/README.md#instalments`): percents are rounded half up one by
/// one and the last listed takes the rest; amounts add up to the total.
public enum Instalments {
  public static let limit = 500

  /// The plan of a total. An instalment at an index that the plan had before keeps its id, so that an amendment can be
  /// followed. Errors point into `/instalments`.
  public static func plan(
    _ drafts: [InstalmentDraft], of total: Money, keeping earlier: [InstalmentPlan] = [], newID: () -> ID<Instalment>
  ) throws(InvalidField) -> [InstalmentPlan] {
    guard let first = drafts.first else { throw InvalidField("/instalments", .noItems) }
    guard drafts.count <= limit else { throw InvalidField("/instalments", .tooManyItems(limit: limit)) }
    for (index, draft) in drafts.enumerated() {
      try TextRule.require(draft.label, at: "/instalments/\(index)/label")
      guard (draft.percent == nil) != (draft.amount == nil) else {
        throw InvalidField("/instalments/\(index)", .percentOrAmount)
      }
      guard (draft.percent == nil) == (first.percent == nil) else {
        throw InvalidField("/instalments/\(index)", .mixedKinds)
      }
    }
    let amounts =
      first.percent == nil
      ? try check(drafts.compactMap(\.amount), against: total)
      : try split(total, by: drafts.compactMap(\.percent))
    return zip(drafts, amounts).enumerated().map { index, part in
      InstalmentPlan(
        instalmentId: index < earlier.count ? earlier[index].instalmentId : newID(), label: part.0.label,
        amount: part.1, dueOn: part.0.dueOn)
    }
  }

  private static func check(_ amounts: [Money], against total: Money) throws(InvalidField) -> [Money] {
    for (index, amount) in amounts.enumerated() {
      guard amount.currency == total.currency else {
        throw InvalidField(
          "/instalments/\(index)/amount/currency", .otherCurrency(amount.currency, expected: total.currency))
      }
      guard amount.amount >= 0 else { throw InvalidField("/instalments/\(index)/amount/amount", .negative) }
    }
    let sum: Money
    do {
      sum = try Money.sum(amounts, in: total.currency)
    } catch {
      throw InvalidField("/instalments", .tooLarge)
    }
    guard sum == total else { throw InvalidField("/instalments", .amountsNotTotal(sum: sum, total: total)) }
    return amounts
  }

  private static func split(_ total: Money, by percents: [Percent]) throws(InvalidField) -> [Money] {
    var sum = 0
    for (index, percent) in percents.enumerated() {
      guard percent > .zero else { throw InvalidField("/instalments/\(index)/percent", .notPositive) }
      guard percent <= .whole else { throw InvalidField("/instalments/\(index)/percent", .notFromZeroToHundred) }
      sum += percent.hundredths
    }
    guard sum == Percent.whole.hundredths else {
      throw InvalidField("/instalments", .percentsNotWhole(sum: Percent(hundredths: sum)))
    }
    do {
      var amounts: [Money] = []
      var rest = total
      for percent in percents.dropLast() {
        let share = try total.scaled(Int64(percent.hundredths), over: Int64(Percent.whole.hundredths))
        // Many small parts rounded up can exceed a total of a few fen; no part is ever negative.
        let amount = share.amount > rest.amount ? rest : share
        amounts.append(amount)
        rest = try rest.subtracting(amount)
      }
      return amounts + [rest]
    } catch {
      throw InvalidField("/instalments", .tooLarge)
    }
  }
}
