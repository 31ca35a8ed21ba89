import Contracts
import Kernel

/// A row of a file of leads, by the names of its columns (H3). Empty cells say nothing.
public struct LeadRow: Hashable, Sendable {
  public let cells: [String: String]

  /// Columns that every file must have.
  public static let required = ["phone", "name"]

  public init(_ cells: [String: String]) {
    self.cells = cells.filter { !$0.value.isEmpty }
  }

  /// As a lead to be captured. Budgets are whole fen, interests are parted by semicolons; bought lists are what files
  /// mostly come from.
  public func draft() throws(LeadError) -> LeadDraft {
    guard let channel = LeadSource.Channel(rawValue: cells["channel"] ?? "bought-list") else {
      throw .invalidFields([InvalidField("/channel", .notAChannel)])
    }
    return LeadDraft(
      name: cells["name"] ?? "", phone: cells["phone"] ?? "", wechat: cells["wechat"], email: cells["email"],
      address: address,
      source: LeadSource(
        channel: channel, detail: cells["detail"], partnerId: cells["partnerId"].map { ID($0) },
        campaignId: cells["campaignId"].map { ID($0) }),
      interests: interests, budget: try budget(), homeStage: cells["homeStage"], notes: cells["notes"], custom: custom,
      ownerId: cells["ownerId"].map { ID($0) })
  }

  /// As an edit of a lead that is known: what the file leaves empty stays, and so do phone and source.
  public func edit() throws(LeadError) -> LeadEdit {
    let draft = try draft()
    func written<Value>(_ value: Value?) -> Patch<Value> { value.map { .value($0) } ?? .absent }
    return LeadEdit(
      name: cells["name"], wechat: written(draft.wechat), email: written(draft.email), address: written(draft.address),
      interests: written(draft.interests), budget: written(draft.budget), homeStage: written(draft.homeStage),
      notes: written(draft.notes), custom: draft.custom)
  }

  /// The phone that a lead which is known is found by.
  public var phone: Phone? { cells["phone"].flatMap(Phone.init) }

  private var address: Address? {
    let address = Address(
      city: cells["city"], community: cells["community"], building: cells["building"], room: cells["room"])
    return address == Address() ? nil : address
  }

  private var interests: [String]? { cells["interests"]?.split { $0 == ";" || $0 == "；" }.map(String.init) }

  private var custom: [String: String] {
    Dictionary(
      cells.filter { $0.key.hasPrefix("custom.") }.map { (String($0.key.dropFirst(7)), $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  private func budget() throws(LeadError) -> Money? {
    guard let text = cells["budget"] else { return nil }
    guard let fen = Int64(text), let budget = try? Money(fen) else {
      throw .invalidFields([InvalidField("/budget", .notWholeFen)])
    }
    return budget
  }
}
