import Contracts
import Kernel

/// What an amendment changed (H5), by line and instalment.
public struct TermsDiff: Codable, Hashable, Sendable {
  public var addedLines: [ID<OrderLine>]
  public var removedLines: [ID<OrderLine>]
  public var changedLines: [ID<OrderLine>]
  public var instalmentsChanged: Bool
  public var promisedOnChanged: Bool
}

extension TermsDiff {
  public init(from old: OrderTerms, to new: OrderTerms) {
    let before = Dictionary(old.lines.map { ($0.lineId, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.lines.map(\.lineId))
    self.init(
      addedLines: new.lines.map(\.lineId).filter { before[$0] == nil },
      removedLines: old.lines.map(\.lineId).filter { !after.contains($0) },
      changedLines: new.lines.filter { line in before[line.lineId].map { $0 != line } ?? false }.map(\.lineId),
      instalmentsChanged: old.instalments != new.instalments, promisedOnChanged: old.promisedOn != new.promisedOn)
  }
}
