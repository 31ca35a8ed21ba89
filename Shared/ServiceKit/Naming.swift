import Contracts
import Kernel
import SQLite
import ServiceRuntime

/// Whom a command may name (`Shared/ServiceRuntime/README.md#names`): a salesperson only herself, a shop only its own
/// people, the others everybody who works here. Role `operations` brings names that nobody has registered.
extension CommandRequest {
  /// Throws 422 with the field's pointer for an employee who is unknown, inactive, or not the caller's to name in the
  /// route's scope, or another.
  public func requireNameable(
    _ employee: ID<Employee>?, of scope: Scope? = nil, at pointer: String, in database: Database
  ) throws {
    let cut = (scope.map(visibility(of:)) ?? visibility).seen
    guard let employee, !caller.roles.contains(.operations), employee.text != caller.subject else { return }
    let found = try database.first("SELECT shop, active FROM employees WHERE code = ?", employee) { row in
      (shop: try row.optionalText("shop"), active: try row.bool("active"))
    }
    guard cut.isAll || cut.shop != nil && found?.shop == cut.shop else { throw Problem.notYoursToName(pointer) }
    try require(found?.active, employee, at: pointer)
  }

  /// Throws 422 for an employee who is unknown or inactive, whoever it is.
  public func requireKnown(_ employee: ID<Employee>?, at pointer: String, in database: Database) throws {
    guard let employee, !caller.roles.contains(.operations), employee.text != caller.subject else { return }
    let active = try database.first("SELECT active FROM employees WHERE code = ?", employee) { try $0.bool("active") }
    try require(active, employee, at: pointer)
  }

  /// `active`: nil where nobody has registered the employee.
  private func require(_ active: Bool?, _ employee: ID<Employee>, at pointer: String) throws {
    guard let active else {
      throw Problem.unknownName(
        pointer, "unknown-employee", Localized(zh: "员工“\(employee)”", en: "employee '\(employee)'"))
    }
    guard active else {
      throw Problem.invalidField(
        pointer, "inactive-employee",
        Localized(
          zh: "员工“\(employee)”已停用；请换一位在职员工。", en: "The employee '\(employee)' is not active; name one who is."))
    }
  }

  /// The same for a shop.
  public func requireNameable(shop: ID<Shop>?, at pointer: String, in database: Database) throws {
    let cut = visibility.seen
    guard let shop, !caller.roles.contains(.operations), shop.text != caller.shop else { return }
    guard cut.isAll else { throw Problem.notYoursToName(pointer) }
    guard try database.exists("SELECT 1 FROM shops WHERE code = ?", shop) else {
      throw Problem.unknownName(pointer, "unknown-shop", Localized(zh: "门店“\(shop)”", en: "shop '\(shop)'"))
    }
  }
}

extension CommandRequest where Body: ApprovableCommand {
  /// Whoever signs: the caller may name herself and whom she may name otherwise; for somebody else she needs an approval.
  /// Throws 422 as `requireNameable` does, for one who is not hers to name where she asks for none. `customer` is for whom
  /// it is signed.
  public func requireSigner(
    _ employee: ID<Employee>?, for customer: ID<Customer>, at pointer: String, in database: Database
  ) throws {
    do {
      try requireNameable(employee, at: pointer, in: database)
    } catch let problem as Problem where problem == .notYoursToName(pointer) {
      guard let employee, asksForApproval else { throw Problem.notYoursToSign(pointer) }
      try requireKnown(employee, at: pointer, in: database)
      needApproval(
        .onBehalf, because: Localized(zh: "代“\(employee)”签署", en: "it is signed for '\(employee)'"), of: customer)
    }
  }
}

extension Problem {
  /// The 422 for a code that nobody has registered.
  public static func unknownName(_ pointer: String, _ code: String, _ what: Localized) -> Problem {
    .invalidField(
      pointer, code,
      Localized(
        zh: "没有登记\(what.chinese)；请检查编号，或先由经理登记。",
        en: "There is no \(what.english); check the code, or have a manager register it first."))
  }

  fileprivate static func notYoursToSign(_ pointer: String) -> Problem {
    .invalidField(
      pointer, "not-yours-to-name",
      Localized(
        zh: "您只能填写自己，门店只能填写本店员工；如需代他人签署，请填写 approvalReason，由经理审批。",
        en:
          "You name yourself alone, a shop its own people; to sign for somebody else add 'approvalReason', and a manager decides."
      ))
  }

  static func notYoursToName(_ pointer: String) -> Problem {
    .invalidField(
      pointer, "not-yours-to-name",
      Localized(
        zh: "您只能填写自己，门店只能填写本店及本店员工；如需代他人办理，请由经理办理。",
        en: "You name yourself alone, a shop itself and its own people; have a manager do it for somebody else."))
  }
}
