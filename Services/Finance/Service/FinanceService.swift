import Contracts
import ServiceRuntime

/// The service that owns the ledger: receivables, receipts and their allocation, refunds, credit notes, credit holds.
public enum FinanceService {
  public static func definition() -> ServiceDefinition {
    var definition = ServiceDefinition(
      name: "finance", title: Localized(zh: "财务", en: "Finance"), source: .finance, port: 8103,
      schema: FinanceSchema.schema, copies: FinanceSchema.copies, apply: apply,
      subscriptions: FinanceSubscriptions.all, routes: FinanceRoutes.all)
    definition.sweep = { day, unit in
      try Dunning.sweep(day, in: unit)
      try CreditHolds.sweep(day, in: unit)
      try RecurringExpenses.sweep(day, in: unit)
    }
    return definition
  }
}
