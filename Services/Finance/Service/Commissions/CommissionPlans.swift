import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// Plans and their versions (C15). A version takes over from its `validFrom` on; a rate of zero ends a plan.
enum CommissionPlans {
  /// `POST /v1/commission-plans`: a known code with another `validFrom` is its next version.
  struct Set: Command {
    var code: ID<CommissionPlan>
    var salespersonId: ID<Employee>?
    var role: String?
    var category: String?
    var trigger: CommissionTrigger
    var ratePercent: Percent
    var validFrom: BusinessDate
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Set>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      let body = request.body
      let event = try PlanDraft(
        code: body.code, salespersonID: body.salespersonId, role: body.role, category: body.category,
        trigger: body.trigger, rate: body.ratePercent, validFrom: body.validFrom
      ).set(after: try versions(in: unit.database), at: request.occurredAt(in: unit))
      try unit.record(event)
      return .created(View(PlanVersion(event)), at: "/v1/commission-plans", version: nil)
    }
  }

  struct View: Codable, Sendable {
    var code: ID<CommissionPlan>
    var version: Int
    var salespersonId: ID<Employee>?
    var role: String?
    var category: String?
    var trigger: CommissionTrigger
    var ratePercent: Percent
    var validFrom: BusinessDate

    init(_ plan: PlanVersion) {
      code = plan.code
      version = plan.version
      salespersonId = plan.salespersonID
      role = plan.role
      category = plan.category
      trigger = plan.trigger
      ratePercent = plan.rate
      validFrom = plan.validFrom
    }
  }

  static func versions(in database: Database) throws -> [PlanVersion] {
    try database.all(
      """
      SELECT code, version, salesperson, role, category, trigger, rate, valid_from FROM commission_plans
      ORDER BY code, version
      """
    ) {
      PlanVersion(
        code: ID($0.text(0)), version: $0.int(1), salespersonID: $0.optionalText(2).map { ID($0) },
        role: $0.optionalText(3), category: $0.optionalText(4),
        trigger: CommissionTrigger(rawValue: $0.text(5)) ?? .signed, rate: Percent(hundredths: $0.int(6)),
        validFrom: try Items.day($0.text(7)))
    }
  }

  /// All versions, in pages.
  static func list(after code: String, version: Int, limit: Int, in database: Database) throws -> [View] {
    try versions(in: database).filter { ($0.code.text, $0.version) > (code, version) }.prefix(limit).map(View.init)
  }
}
