import Messaging

/// Which sources (`ce_source`) of orders from outside are believed (`JOINERY_ERP_SOURCES`): whoever may write the topic
/// could else place orders in the ERP's name.
public struct ERPSources: Hashable, Sendable {
  /// Nil for every one.
  private let names: Set<String>?

  /// Every source, for where only the ERP bridge reaches the broker.
  public static let all = ERPSources(names: nil)

  private init(names: Set<String>?) { self.names = names }

  /// Names with commas between; all are believed where the text is nil or names none.
  public init(_ text: String?) {
    let names = (text ?? "").split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }
      .map { name in String(name.reversed().drop(while: \.isWhitespace).reversed()) }.filter { !$0.isEmpty }
    self.init(names: names.isEmpty ? nil : Set(names))
  }

  /// What an operator is told at the start; nil where the sources are named.
  public var notice: String? {
    names == nil ? "orders of every source are believed: JOINERY_ERP_SOURCES names none" : nil
  }

  func believes(_ source: String) -> Bool { names?.contains(source) ?? true }

  /// Throws the reason for which an order of that source is held.
  func check(_ source: String) throws(CannotApply) {
    guard let names, !names.contains(source) else { return }
    throw CannotApply(
      "its source '\(source)' is not believed: JOINERY_ERP_SOURCES names \(names.sorted().joined(separator: ", ")); add it "
        + "there, start sales again and redrive it, or discard it")
  }
}
