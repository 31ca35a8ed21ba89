import Kernel

/// Every way in which a field can be wrong by itself or beside its neighbours.
public enum FieldRule: Hashable, Sendable {
  case blank
  case tooLong(limit: Int)
  case noItems
  case tooManyItems(limit: Int)
  case notPositive
  case negative
  case notFromZeroToHundred
  case otherCurrency(Currency, expected: Currency)
  case tooLarge
  /// An instalment has a percent or an amount, not both and not neither.
  case percentOrAmount
  /// Instalments of one plan are all by percent or all by amount.
  case mixedKinds
  case percentsNotWhole(sum: Percent)
  case amountsNotTotal(sum: Money, total: Money)
  case before(BusinessDate)
  case after(BusinessDate)
  case inTheFuture
  case notOneOf([String])
  /// It may only be left out where something else says so.
  case needed
  /// A day's figure that its items do not come to.
  case notOfItems
  case unknownLine
  case repeated
  case notOfOrder
  /// Of a product that is not here yet.
  case neededWhenNew
  /// A shipped line is named by one of them.
  case lineNumberOrSKU
  /// More than one line of the order has that SKU.
  case ofSeveralLines
  /// A line of which something is delivered cannot go.
  case deliveredLineMissing(ID<OrderLine>)
  case belowDelivered(Quantity)
  /// What is delivered of a line is worth that already: the line may not be worth less, and once all of it is delivered
  /// neither more.
  case deliveredAmount(Money)
  /// The tax of what is delivered was posted at that rate.
  case deliveredTaxRate(Percent)
  /// A point of a signature.
  case outsideOfBox(width: Int, height: Int)
  case hardlyAnyInk
  /// A customer signs by drawing or by typing the name, not in both ways and not in neither.
  case drawnOrTyped
}
