import Contracts
import Kernel

/// What an amendment does to an order's receivables.
public enum AmendedPlan {
  /// A receivable of the order with its present amount, in the order of the plan.
  public struct Standing: Hashable, Sendable {
    public var id: ID<Receivable>
    public var instalmentID: ID<Instalment>?
    public var label: String
    public var amount: Money
    public var dueOn: BusinessDate
    /// Minor units that credit notes have taken off already: the amount never goes below them.
    public var credited: Int64
    /// Minor units that are not owed any more, since the order was cancelled.
    public var cancelled: Int64
    /// The last day on which some of that was taken off; nil where nothing ever was.
    public var cancelledOn: BusinessDate?

    public init(
      id: ID<Receivable>, instalmentID: ID<Instalment>?, label: String, amount: Money, dueOn: BusinessDate,
      credited: Int64 = 0, cancelled: Int64 = 0, cancelledOn: BusinessDate? = nil
    ) {
      (self.id, self.instalmentID, self.label, self.amount) = (id, instalmentID, label, amount)
      (self.dueOn, self.credited, self.cancelled, self.cancelledOn) = (dueOn, credited, cancelled, cancelledOn)
    }

    /// What credit notes may still take off: the amount less what was cancelled and credited before.
    public var creditable: Int64 { max(0, amount.amount - credited - cancelled) }
  }

  /// A receivable's new amount, label and due date.
  public struct Change: Hashable, Sendable {
    public var standing: Standing
    public var amount: Money
    public var label: String
    public var dueOn: BusinessDate
  }

  public struct Outcome: Hashable, Sendable {
    public var changes: [Change]
    public var added: [InstalmentPlan]
    /// What is owed for the order when all of it is done, in minor units: its receivables less what credit notes took off.
    public var sold: Int64

    init(_ changes: [Change], _ added: [InstalmentPlan], _ standing: [Standing]) {
      (self.changes, self.added) = (changes, added)
      sold = standing.reduce(0) { $0 + $1.amount.amount - $1.credited }
      sold += increase
    }

    /// By how many minor units the order's receivables grow, all together.
    public var increase: Int64 {
      changes.reduce(0) { $0 + $1.amount.amount - $1.standing.amount.amount }
        + added.reduce(0) { $0 + $1.amount.amount }
    }
  }

  /// Where only the total changed, what is not yet due changes first, last instalment first
  /// (`Services/Finance/README.md#allocation`); a plan with other labels or dates is taken as it is, instalment by
  /// instalment.
  public static func outcome(
    of plan: [InstalmentPlan], standing: [Standing], on day: BusinessDate
  ) throws(MoneyError) -> Outcome {
    let currency = plan.first?.amount.currency ?? .cny
    let before = try Money.sum(standing.map(\.amount), in: currency)
    let after = try Money.sum(plan.map(\.amount), in: currency)
    let isSamePlan =
      plan.count == standing.count
      && zip(plan, standing).allSatisfy { $0.label == $1.label && $0.dueOn == $1.dueOn }
    guard isSamePlan, before != after else { return try taken(plan, standing) }
    var amounts = standing.map(\.amount.amount)
    var rest = after.amount - before.amount
    let order =
      standing.indices.reversed().filter { standing[$0].dueOn >= day }
      + standing.indices.reversed().filter { standing[$0].dueOn < day }
    if rest > 0, let first = order.first {
      amounts[first] += rest
    } else {
      for index in order {
        let step = min(-rest, max(0, amounts[index] - standing[index].credited))
        amounts[index] -= step
        rest += step
      }
    }
    var changes: [Change] = []
    for (index, item) in standing.enumerated() where amounts[index] != item.amount.amount {
      changes.append(
        Change(
          standing: item, amount: try Money(amounts[index], currency), label: item.label, dueOn: item.dueOn))
    }
    return Outcome(changes, [], standing)
  }

  private static func taken(
    _ plan: [InstalmentPlan], _ standing: [Standing]
  ) throws(MoneyError) -> Outcome {
    var changes: [Change] = []
    var added: [InstalmentPlan] = []
    var left = standing
    for instalment in plan {
      if let index = left.firstIndex(where: { $0.instalmentID == instalment.instalmentId }) {
        let item = left.remove(at: index)
        let amount = try Money(max(instalment.amount.amount, item.credited), instalment.amount.currency)
        if item.amount != amount || item.label != instalment.label || item.dueOn != instalment.dueOn {
          changes.append(Change(standing: item, amount: amount, label: instalment.label, dueOn: instalment.dueOn))
        }
      } else {
        added.append(instalment)
      }
    }
    for item in left where item.amount.amount > item.credited {
      changes.append(
        Change(
          standing: item, amount: try Money(item.credited, item.amount.currency), label: item.label, dueOn: item.dueOn))
    }
    return Outcome(changes, added, standing)
  }
}
