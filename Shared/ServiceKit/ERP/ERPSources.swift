import FoundationEssentials
import Messaging

/// Which sources (`ce_source`) of the ERP's messages are believed (`JOINERY_ERP_SOURCES`): whoever may write their topics
/// could else place orders and set prices in the ERP's name.
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
    names == nil ? "the ERP's messages of every source are believed: JOINERY_ERP_SOURCES names none" : nil
  }

  /// The same for those of this process's environment.
  public static var notice: String? { ERPSources(ProcessInfo.processInfo.environment["JOINERY_ERP_SOURCES"]).notice }

  public func believes(_ source: String) -> Bool { names?.contains(source) ?? true }

  /// Throws the reason for which a message of that source is held.
  func check(_ source: String) throws(CannotApply) {
    guard let names, !believes(source) else { return }
    throw CannotApply(
      "its source '\(source)' is not believed: JOINERY_ERP_SOURCES names \(names.sorted().joined(separator: ", ")); add it "
        + "there, start the service again and redrive it, or discard it")
  }
}
