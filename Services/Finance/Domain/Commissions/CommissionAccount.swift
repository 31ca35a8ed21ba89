import Contracts
import Kernel

/// The commission on one order (C15, H9): who earns on it, by which plans, what was earned and what is left of that.
/// Its base is money without tax; what is taken back is taken from the original accrual, at its rate and from its
/// person (`Services/Finance/README.md#commission`). Moves give the events to record, in order, and change the account
/// by them.
public struct CommissionAccount {
  public typealias Goods = CommissionSubject.Goods

  /// Whom an order belongs to from a day on; nil: nobody.
  public struct Owner: Hashable, Sendable {
    public var from: BusinessDate
    public var salesperson: ID<Employee>?

    public init(from: BusinessDate, salesperson: ID<Employee>?) {
      self.from = from
      self.salesperson = salesperson
    }
  }

  /// A line of a version of the order.
  public struct Line: Hashable, Sendable {
    public var version: Int
    public var id: String
    public var goods: Goods
    public var gross: Int64
    public var net: Int64

    public init(version: Int, id: String, goods: Goods, gross: Int64, net: Int64) {
      (self.version, self.id, self.goods, self.gross, self.net) = (version, id, goods, gross, net)
    }
  }

  /// What an account begins with.
  public struct Facts: Sendable {
    public var plans: [PlanVersion] = []
    /// Roles of the salespeople that finance has heard of.
    public var roles: [ID<Employee>: String] = [:]
    /// By day, then by version of the order.
    public var owners: [Owner] = []
    public var lines: [Line] = []
    /// What the order comes to, in minor units.
    public var total: Int64 = 0
    /// In the order in which they were earned.
    public var accruals: [CommissionAccrual] = []
    /// What is allocated to each of the order's receivables,
    public var allocated: [ID<Receivable>: Int64] = [:]
    /// and what credit notes have made credit of: that it does not bring in.
    public var surplus: [ID<Receivable>: Int64] = [:]

    public init() {}
  }

  public let orderID: ID<Order>
  public let customerID: ID<Customer>
  public internal(set) var facts: Facts
  let books: Books

  public init(of order: ID<Order>, _ customer: ID<Customer>, _ facts: Facts, books: Books) {
    orderID = order
    customerID = customer
    self.facts = facts
    self.books = books
  }

  /// Who the order belongs to on a day: a change of owner splits by date.
  public func owner(on day: BusinessDate) -> ID<Employee>? {
    (facts.owners.last { $0.from <= day } ?? facts.owners.first)?.salesperson
  }

  /// The order's net money by what it is for, at a version of its lines, the last one without it.
  public func nets(version: Int? = nil) -> [Goods: Int64] {
    let version = version ?? facts.lines.reduce(0) { max($0, $1.version) }
    return facts.lines.reduce(into: [:]) { nets, line in
      if line.version == version { nets[line.goods, default: 0] += line.net }
    }
  }

  /// What plan has on its base already, whoever's accruals it stands in.
  func standing(
    _ plan: ID<CommissionPlan>, _ version: Int, _ salesperson: ID<Employee>, in currency: Currency
  ) throws(MoneyError) -> Money {
    let bases = facts.accruals.filter {
      $0.planCode == plan && $0.planVersion == version && $0.salesperson == salesperson
    }
    return try Money(bases.reduce(0) { $0 + $1.base.amount }, currency)
  }

  /// What is paid of a receivable less what credit notes have made credit of.
  func netReceived(of receivable: ID<Receivable>) -> Int64 {
    facts.allocated[receivable, default: 0] - facts.surplus[receivable, default: 0]
  }
}
