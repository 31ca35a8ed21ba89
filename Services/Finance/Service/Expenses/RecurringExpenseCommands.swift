import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

extension RecurringExpenses {
  /// `POST /v1/recurring-expenses`.
  struct Set: Command {
    var category: String
    var item: String
    var amount: Money
    /// The first day; the others are the same day of each month after it.
    var startsOn: BusinessDate
    var endsOn: BusinessDate?
    var method: PaymentMethod?
    var salespersonId: ID<Employee>?
    var shop: ID<Shop>?
    var campaignId: ID<Campaign>?
    /// Whose wage it is.
    var employeeId: ID<Employee>?
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      let body = request.body
      let expense = RecurringExpenseState(
        id: unit.newID(),
        ExpenseDraft(
          category: body.category, item: body.item, amount: body.amount, spentOn: body.startsOn, method: body.method,
          salespersonID: body.salespersonId, shop: body.shop, campaignID: body.campaignId, employeeID: body.employeeId),
        endsOn: body.endsOn)
      try request.requireKnown(namesOf: expense.draft, in: unit.database)
      try unit.record(try expense.begin(at: request.occurredAt(in: unit)))
      return .created(View(expense), at: "/v1/recurring-expenses", version: nil)
    }
  }

  /// `POST /v1/recurring-expenses/{id}/end`: nothing is posted after this day; what was posted stays.
  struct End: Command {
    var endsOn: BusinessDate
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      var expense = try find(request.id(), for: request.visibility, in: unit.database)
      let event = try expense.end(on: request.body.endsOn, at: request.occurredAt(in: unit))
      try unit.record(event)
      expense.apply(event)
      return Answer(View(expense))
    }
  }

  struct View: Codable, Sendable {
    var id: ID<RecurringExpense>
    var category: String
    var item: String
    var amount: Money
    var startsOn: BusinessDate
    var endsOn: BusinessDate?
    var method: PaymentMethod?
    var salespersonId: ID<Employee>?
    var shop: ID<Shop>?
    var campaignId: ID<Campaign>?
    var employeeId: ID<Employee>?
    /// The last day that was posted.
    var lastDueOn: BusinessDate?
  }
}

extension RecurringExpenses.View {
  init(_ expense: RecurringExpenseState) {
    let draft = expense.draft
    self.init(
      id: expense.id, category: draft.category, item: draft.item, amount: draft.amount, startsOn: draft.spentOn,
      endsOn: expense.endsOn, method: draft.method, salespersonId: draft.salespersonID, shop: draft.shop,
      campaignId: draft.campaignID, employeeId: draft.employeeID, lastDueOn: expense.lastDueOn)
  }
}
