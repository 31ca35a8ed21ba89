import SalesDomain
import ServiceRuntime

extension InvalidField: ProblemConvertible {
  public var problem: Problem { .invalidField(pointer, rule.code, rule.text) }
}
