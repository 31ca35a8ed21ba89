import Contracts
import Kernel

/// The accounts of the ledger, by their stable codes (`Services/Finance/README.md#accounts`).
public enum Account {
  public static let receivable = "receivable"
  /// What customers have paid and nobody has allocated yet: a liability, never income
  /// (`Services/Finance/README.md#allocation`).
  public static let deposits = "deposits"
  public static let contractLiability = "contract-liability"
  public static let revenue = "revenue"
  public static let tax = "tax"
  public static let payable = "payable"
  public static let commissionPayable = "commission-payable"
  /// A fixed code (`Services/Finance/README.md#accounts`); nothing is posted to it, since amounts are split so that
  /// their parts add up.
  public static let rounding = "rounding"
  public static let commissionExpense = expense("commission")

  /// `expense.rent`: categories are free codes (D3).
  public static func expense(_ category: String) -> String { "expense.\(category)" }

  /// The name for people, in English.
  public static func english(_ code: String) -> String {
    switch code {
    case receivable: "Receivables"
    case deposits: "Customer deposits"
    case contractLiability: "Contract liability"
    case revenue: "Revenue"
    case tax: "Tax"
    case payable: "Payables"
    case commissionPayable: "Commission payable"
    case rounding: "Rounding differences"
    case let code where code.hasPrefix("expense."): "Expense: \(code.dropFirst(8))"
    case "opening-balance": "Opening balances"
    case "money.cash": "Cash"
    case "money.bank": "Bank"
    case "money.card": "Card"
    case "money.wechat": "WeChat Pay"
    case "money.alipay": "Alipay"
    default: code
    }
  }

  /// The name for people, in Chinese.
  public static func chinese(_ code: String) -> String {
    switch code {
    case receivable: "应收账款"
    case deposits: "客户订金"
    case contractLiability: "合同负债"
    case revenue: "营业收入"
    case tax: "应交税费"
    case payable: "应付账款"
    case commissionPayable: "应付提成"
    case rounding: "尾差"
    case let code where code.hasPrefix("expense."): "费用：\(code.dropFirst(8))"
    case "opening-balance": "期初余额"
    case "money.cash": "库存现金"
    case "money.bank": "银行存款"
    case "money.card": "刷卡"
    case "money.wechat": "微信"
    case "money.alipay": "支付宝"
    default: code
    }
  }
}

extension LedgerEntry {
  /// An entry that moves amounts from accounts to accounts; lines of zero are left out. The caller gives both sides the
  /// same sum (a test says so for every history).
  public static func moving(
    on day: BusinessDate, debit: [(String, Money)], credit: [(String, Money)], refersTo: BusinessDate? = nil
  ) -> LedgerEntry {
    var lines: [LedgerLine] = []
    for (account, amount) in debit where !amount.isZero {
      lines.append(line(account, debit: amount))
    }
    for (account, amount) in credit where !amount.isZero {
      lines.append(line(account, debit: amount.negated))
    }
    return LedgerEntry(on: day, lines: lines, refersTo: refersTo == day ? nil : refersTo)
  }

  /// A negative debit is a credit, so that a correction the other way needs no case of its own.
  private static func line(_ account: String, debit amount: Money) -> LedgerLine {
    let zero = Money.zero(amount.currency)
    return amount.amount >= 0
      ? LedgerLine(account: account, debit: amount, credit: zero)
      : LedgerLine(account: account, debit: zero, credit: amount.negated)
  }

  /// What an account is debited with; zero where it is not.
  public func debit(of account: String) -> Money {
    lines.first { $0.account == account && !$0.debit.isZero }?.debit ?? .zero(currency)
  }

  /// What an account is credited with; zero where it is not.
  public func credit(of account: String) -> Money {
    lines.first { $0.account == account && !$0.credit.isZero }?.credit ?? .zero(currency)
  }

  private var currency: Currency { lines.first?.debit.currency ?? .cny }

  public var isBalanced: Bool {
    lines.reduce(Int64(0)) { $0 + $1.debit.amount - $1.credit.amount } == 0
  }
}
