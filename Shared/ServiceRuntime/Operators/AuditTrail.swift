import Contracts
import JSON
import Kernel
import Persistence
import SQLite

/// Who changed what of one thing, from what to what, when and in which role (H12): what the event journal says of it.
public struct AuditTrail: Sendable {
  /// A field that came to have another value.
  public struct Change: Codable, Sendable {
    /// A JSON pointer into the events of the thing: `/profile/phone`.
    public var field: String
    /// Absent where it had none.
    public var from: JSON?
    /// Absent where it has none any more.
    public var to: JSON?
  }

  /// An event, with what it changed.
  public struct Entry: Codable, Sendable {
    /// Its place in the service's journal.
    public var position: Int64
    public var id: String
    public var type: String
    public var time: Instant
    /// The token's subject, or the service.
    public var actor: String
    /// Absent for a service, and where no role was noted.
    public var actorRole: String?
    /// The request, or the outside event, at the root: what `X-Request-Id` named.
    public var requestId: String
    public var changes: [Change]
  }

  /// What events say of themselves and not of the thing.
  private static let ofTheEvent: Set = ["occurredAt", "editedOn", "updatedOn", "changedOn", "previous", "changed"]

  private static let profile = "/profile/"

  /// What is known of the thing by now, by pointers.
  private var known: [String: JSON] = [:]

  /// All that happened to a thing, in the order written. Things stand under their own id, or under their customer's:
  /// `key` is that customer; without it the whole journal is looked through.
  public static func entries(
    of subject: String, key: String?, in database: Database
  ) throws -> [Entry] {
    var trail = AuditTrail()
    var found = try EventJournal.entries(of: subject, key: key ?? subject, in: database)
    if found.isEmpty, key == nil { found = try EventJournal.entries(of: subject, key: nil, in: database) }
    return found.map { trail.entry($0) }
  }

  private mutating func entry(_ event: JournalEntry) -> Entry {
    Entry(
      position: event.position, id: event.id, type: event.type, time: event.time, actor: event.cause.actor,
      actorRole: event.cause.actorRole, requestId: event.cause.correlationID, changes: changes(by: event.data))
  }

  /// Each field of an event that is not what it was: as the event itself says it was, or as earlier ones left it.
  private mutating func changes(by data: [UInt8]) -> [Change] {
    guard let json = try? JSON(parsing: data), case .object(let members) = json else { return [] }
    let said = Self.fields(of: members.filter { !Self.ofTheEvent.contains($0.key) }, at: "")
    if let previous = json["previous"] {
      known = known.filter { !$0.key.hasPrefix(Self.profile) }
      known.merge(Self.fields(of: previous, at: "/profile")) { $1 }
    }
    var changes = said.compactMap { field, value in
      known[field] == value ? nil : Change(field: field, from: known[field], to: value)
    }
    // A profile is told as a whole: what is not in it is not any more.
    if said.keys.contains(where: { $0.hasPrefix(Self.profile) }) {
      for (field, value) in known where field.hasPrefix(Self.profile) && said[field] == nil {
        changes.append(Change(field: field, from: value, to: nil))
        known[field] = nil
      }
    }
    known.merge(said) { $1 }
    return changes.sorted { $0.field < $1.field }
  }

  /// The values in a JSON value by their pointers; a list is one value.
  private static func fields(of value: JSON, at pointer: String) -> [String: JSON] {
    guard case .object(let members) = value else { return [pointer: value] }
    return fields(of: members, at: pointer)
  }

  private static func fields(of members: [JSON.Member], at pointer: String) -> [String: JSON] {
    members.reduce(into: [:]) { found, member in
      let name = member.key.replacing("~", with: "~0").replacing("/", with: "~1")
      found.merge(fields(of: member.value, at: "\(pointer)/\(name)")) { first, _ in first }
    }
  }
}

extension Route {
  /// `GET /v1/audit?subject=`: who changed what of one thing.
  static var audit: [Route] {
    list(
      "/v1/audit", Localized(zh: "变更记录：谁在何时把什么改成了什么", en: "Who changed what, from what to what, and when"),
      tag: "audit", roles: [.manager], scope: .company, of: AuditTrail.Entry.self,
      parameters: [
        .init("subject", Localized(zh: "对象编号：客户、线索、订单……", en: "The id of a customer, lead, order …"), isRequired: true),
        .init(
          "customerId", Localized(zh: "该对象所属客户，可加快查找", en: "The customer it belongs to, which makes it faster")),
      ], atOnce: true, sortedBy: 1
    ) { query, page, database in
      guard let subject = query.text("subject") else {
        throw Problem.invalidQuery(
          "subject", "missing", Localized(zh: "请填写对象编号。", en: "Write the id of what you ask about."))
      }
      let after = Int64(page.after) ?? 0
      let entries = try AuditTrail.entries(of: subject, key: query.text("customerId"), in: database)
      return Page(Array(entries.drop { $0.position <= after }.prefix(page.rows)), limit: page.limit) {
        [.string(String($0.position))]
      }
    }
  }
}
