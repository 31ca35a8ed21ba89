import Kernel
import ServiceRuntime

/// The 404s of after-sales.
enum Missing {
  static func customer(_ id: String) -> Problem { .notFound(Localized(zh: "客户", en: "customer"), id) }
  static func installation(_ id: String) -> Problem { .notFound(Localized(zh: "安装单", en: "installation"), id) }
  static func request(_ id: String) -> Problem { .notFound(Localized(zh: "服务请求", en: "service request"), id) }
  static func item(_ id: String) -> Problem { .notFound(Localized(zh: "已安装的产品", en: "installed item"), id) }
  static func problem(_ id: String) -> Problem { .notFound(Localized(zh: "安装问题", en: "problem"), id) }
  static func crew(_ code: String) -> Problem { .notFound(Localized(zh: "安装班组", en: "crew"), code) }
  static func outlet(_ code: String) -> Problem { .notFound(Localized(zh: "服务网点", en: "outlet"), code) }
  static func plan(_ code: String) -> Problem { .notFound(Localized(zh: "保养计划", en: "maintenance plan"), code) }
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
