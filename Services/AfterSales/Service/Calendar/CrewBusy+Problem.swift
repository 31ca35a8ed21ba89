import Kernel
import AfterSalesDomain
import ServiceRuntime

extension CrewBusy: ProblemConvertible {
  public var problem: Problem {
    Problem(
      409, "crew-busy", title: Localized(zh: "班组在该时段已有工作", en: "The crew has another job then"),
      detail: Localized(
        zh: "班组 \(crew) 在 \(on) 的 \(slot) 已有安排；请换时段、日期或班组。",
        en: "Crew \(crew) is taken on \(on), \(slot); choose another slot, day or crew."))
  }
}
