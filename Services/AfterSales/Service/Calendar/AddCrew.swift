import AfterSalesDomain
import Persistence
import ServiceRuntime

extension AddCrew: Command {
  static func run(_ request: CommandRequest<AddCrew>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    let code = request.body.code
    guard try CrewStore.crew(code, in: unit.database) == nil else { throw Problem.codeTaken(code.text) }
    try unit.record(try request.body.event())
    return .created(try Answer.crew(code, in: unit.database).body, at: "/v1/crews/\(code)")
  }
}

extension Problem {
  static func codeTaken(_ code: String) -> Problem {
    Problem(
      409, "code-taken", title: Localized(zh: "编号已存在", en: "The code is taken"),
      detail: Localized(
        zh: "编号“\(code)”已登记;请换一个编号,或用 PATCH 修改。",
        en: "The code '\(code)' is registered; choose another one, or change it with PATCH."))
  }
}
