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
    try versions(in: database).filter { ($0.code.text, $0.version) > (code, version) }.prefix(limit).map(view)
  }

  private static func view(_ plan: PlanVersion) -> View {
    View(
      code: plan.code, version: plan.version, salespersonId: plan.salespersonID, role: plan.role,
      category: plan.category, trigger: plan.trigger, ratePercent: plan.rate, validFrom: plan.validFrom)
  }

  static func set(_ request: CommandRequest<Set>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let command = request.body
    var checks = FieldChecks()
    if (command.salespersonId == nil) == (command.role == nil) {
      checks.refuse(
        "/salespersonId", "one-of",
        Localized(zh: "请填 salespersonId 或 role，二者取一。", en: "Name either a salespersonId or a role."))
    }
    if command.ratePercent < .zero || command.ratePercent > .whole {
      checks.refuse("/ratePercent", "out-of-range", Localized(zh: "须在 0 到 100 之间。", en: "It is 0 to 100."))
    }
    checks.length("/role", command.role)
    checks.length("/category", command.category)
    try checks.finish()
    let earlier = try versions(in: unit.database).filter { $0.code == command.code }
    guard !earlier.contains(where: { $0.validFrom == command.validFrom }) else {
      throw Problem(
        409, "code-taken", title: Localized(zh: "编号已存在", en: "The code is taken"),
        detail: Localized(
          zh: "方案“\(command.code)”自 \(command.validFrom) 起已有版本；请换编号或 validFrom。",
          en: "The plan '\(command.code)' has a version from \(command.validFrom) on; choose another code or validFrom."
        ))
    }
    try unit.record(
      CommissionPlanChanged(
        code: command.code, version: earlier.count + 1, salespersonId: command.salespersonId, role: command.role,
        category: command.category, trigger: command.trigger, ratePercent: command.ratePercent,
        validFrom: command.validFrom, occurredAt: request.occurredAt(in: unit)))
    let versions = try versions(in: unit.database)
    guard let plan = versions.last(where: { $0.code == command.code }) else {
      throw Problem.notFound(Localized(zh: "提成方案", en: "commission plan"), command.code.text)
    }
    return .created(view(plan), at: "/v1/commission-plans", version: nil)
  }
}
