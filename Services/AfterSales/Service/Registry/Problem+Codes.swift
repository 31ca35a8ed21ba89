import Kernel
import ServiceRuntime

extension Problem {
  static func codeTaken(_ code: String) -> Problem {
    Problem(
      409, "code-taken", title: Localized(zh: "编号已存在", en: "The code is taken"),
      detail: Localized(
        zh: "编号“\(code)”已登记；请换一个编号，或用 PATCH 修改。",
        en: "The code '\(code)' is registered; choose another one, or change it with PATCH."))
  }
}
