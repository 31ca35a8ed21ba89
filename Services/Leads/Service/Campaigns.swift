import Contracts
import JSON
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/campaigns` (A10, A11): the plan.
struct AddCampaign: Command {
  var name: String
  var kind: String?
  var goal: String?
  var channel: String?
  var budget: Money?
  var startsOn: BusinessDate
  var endsOn: BusinessDate
  var segmentId: ID<Segment>?
  /// `product`, `price`, `place`, `promotion`, `customer`, `cost`, `convenience`, `communication`, `positioning`
  var attributes: [String: String]?
  var occurredAt: Instant?
}

/// `PATCH /v1/campaigns/{id}`: what is left out stays.
struct EditCampaign: Command {
  var name: String?
  var kind: String?
  var goal: String?
  var channel: String?
  var budget: Money?
  var startsOn: BusinessDate?
  var endsOn: BusinessDate?
  var segmentId: ID<Segment>?
  var attributes: [String: String]?
  var occurredAt: Instant?
}

/// `POST /v1/campaigns/{id}/start`, `…/end`.
struct MoveCampaign: Command {
  var occurredAt: Instant?
}

/// `POST /v1/campaigns/{id}/responses` (A13, A14, A15).
struct AddResponse: Command {
  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var response: CampaignResponse
  var channel: String?
  var on: BusinessDate?
  var occurredAt: Instant?
}

struct CampaignView: Codable, Sendable {
  var id: ID<Campaign>
  var name: String
  var kind: String
  var goal: String?
  var channel: String?
  var budget: Money?
  var startsOn: BusinessDate
  var endsOn: BusinessDate
  var segmentId: ID<Segment>?
  var state: CampaignState
  var attributes: [String: String]
  var version: Int
}

struct ResponseView: Codable, Sendable {
  var campaignId: ID<Campaign>
  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var response: String
  var channel: String?
  var on: String
}

enum Campaigns {
  private static let known: Set = [
    "product", "price", "place", "promotion", "customer", "cost", "convenience", "communication", "positioning",
  ]
  private static let columns =
    "id, name, kind, goal, channel, budget, currency, starts_on, ends_on, segment, state, attributes, version"

  private static func read(_ row: borrowing Row) throws -> CampaignView {
    CampaignView(
      id: ID(row.text(0)), name: row.text(1), kind: row.text(2), goal: row.optionalText(3),
      channel: row.optionalText(4),
      budget: try row.optionalInteger(5).map { try Money($0, Currency(row.text(6)) ?? .cny) },
      startsOn: BusinessDate(row.text(7)) ?? BusinessDate(daysSince1970: 0),
      endsOn: BusinessDate(row.text(8)) ?? BusinessDate(daysSince1970: 0),
      segmentId: row.optionalText(9).map { ID($0) }, state: CampaignState(rawValue: row.text(10)) ?? .planned,
      attributes: try CompactJSON.decoded(from: row.bytes(11)), version: row.int(12))
  }

  static func list(after id: String, limit: Int, in database: Database) throws -> [CampaignView] {
    try database.all("SELECT \(columns) FROM campaigns WHERE id > ? ORDER BY id LIMIT ?", id, limit, read: read)
  }

  static func view(_ id: ID<Campaign>, in database: Database) throws -> CampaignView {
    guard let view = try database.first("SELECT \(columns) FROM campaigns WHERE id = ?", id.text, read: read) else {
      throw Problem.notFound(Localized(zh: "活动方案", en: "campaign"), id.text)
    }
    return view
  }

  static func responses(
    of id: ID<Campaign>, after customer: String, limit: Int, in database: Database
  ) throws -> [ResponseView] {
    try database.all(
      """
      SELECT campaign, customer, lead, response, channel, on_day FROM campaign_responses
      WHERE campaign = ? AND customer || ' ' || response > ? ORDER BY customer || ' ' || response LIMIT ?
      """, id.text, customer, limit
    ) { row in
      ResponseView(
        campaignId: ID(row.text(0)), customerId: ID(row.text(1)), leadId: row.optionalText(2).map { ID($0) },
        response: row.text(3), channel: row.optionalText(4), on: row.text(5))
    }
  }

  static func add(
    _ request: CommandRequest<AddCampaign>, in unit: borrowing UnitOfWork
  ) throws -> Answer<CampaignView> {
    let command = request.body
    let occurredAt = request.occurredAt(in: unit)
    let view = try record(
      CampaignView(
        id: unit.newID(), name: command.name, kind: command.kind ?? "promotion", goal: command.goal,
        channel: command.channel, budget: command.budget, startsOn: command.startsOn, endsOn: command.endsOn,
        segmentId: command.segmentId, state: .planned, attributes: command.attributes ?? [:], version: 0),
      at: occurredAt, in: unit)
    return .created(view, at: "/v1/campaigns/\(view.id)")
  }

  static func edit(
    _ request: CommandRequest<EditCampaign>, in unit: borrowing UnitOfWork
  ) throws -> Answer<CampaignView> {
    var campaign = try view(request.id(), in: unit.database)
    try request.requireMatch(version: campaign.version)
    let command = request.body
    campaign.name = command.name ?? campaign.name
    campaign.kind = command.kind ?? campaign.kind
    campaign.goal = command.goal ?? campaign.goal
    campaign.channel = command.channel ?? campaign.channel
    campaign.budget = command.budget ?? campaign.budget
    campaign.startsOn = command.startsOn ?? campaign.startsOn
    campaign.endsOn = command.endsOn ?? campaign.endsOn
    campaign.segmentId = command.segmentId ?? campaign.segmentId
    campaign.attributes = command.attributes ?? campaign.attributes
    let view = try record(campaign, at: request.occurredAt(in: unit), in: unit)
    return Answer(view, version: view.version)
  }

  static func move(
    _ request: CommandRequest<MoveCampaign>, from: CampaignState, to: CampaignState, in unit: borrowing UnitOfWork
  ) throws -> Answer<CampaignView> {
    var campaign = try view(request.id(), in: unit.database)
    guard campaign.state == from else { throw LeadError.campaignState(campaign.state) }
    campaign.state = to
    let view = try record(campaign, at: request.occurredAt(in: unit), in: unit)
    return Answer(view, version: view.version)
  }

  static func respond(
    _ request: CommandRequest<AddResponse>, in unit: borrowing UnitOfWork
  ) throws -> Answer<ResponseView> {
    let command = request.body
    let campaign = try view(request.id(), in: unit.database)
    guard try Customers.exists(command.customerId, in: unit.database) else {
      throw Problem.invalidField(
        "/customerId", "unknown", Localized(zh: "没有这个客户。", en: "There is no such customer."))
    }
    let customer = try Customers.view(command.customerId, in: unit.database)
    let channel = command.channel ?? campaign.channel
    // Whoever wants no messages gets none (A14).
    if command.response == .sent || command.response == .invited,
      customer.optOut.contains("all") || customer.optOut.contains(channel ?? "all")
    {
      throw LeadError.optedOut
    }
    let occurredAt = request.occurredAt(in: unit)
    let event = CampaignResponded(
      campaignId: campaign.id, customerId: command.customerId, leadId: command.leadId, response: command.response,
      channel: channel, on: command.on ?? CompanyZone.day(at: occurredAt), occurredAt: occurredAt)
    try unit.record(event)
    return Answer(
      ResponseView(
        campaignId: event.campaignId, customerId: event.customerId, leadId: event.leadId,
        response: event.response.rawValue, channel: event.channel, on: event.on.description), status: 201)
  }

  private static func record(
    _ campaign: CampaignView, at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws -> CampaignView {
    var checks = FieldChecks()
    checks.text("/name", campaign.name)
    checks.text("/kind", campaign.kind, upTo: 50)
    checks.length("/goal", campaign.goal, upTo: FieldChecks.longText)
    checks.length("/channel", campaign.channel)
    checks.notNegative("/budget", campaign.budget)
    if campaign.endsOn < campaign.startsOn {
      checks.refuse("/endsOn", "before-start", Localized(zh: "结束不能早于开始。", en: "It cannot end before it starts."))
    }
    for (name, text) in campaign.attributes.sorted(by: { $0.key < $1.key }) {
      checks.length("/attributes/\(name)", text, upTo: FieldChecks.longText)
      guard !known.contains(name) else { continue }
      checks.refuse(
        "/attributes/\(name)", "unknown",
        Localized(
          zh: "可用的要素:\(known.sorted().joined(separator: "、"))。", en: "Use \(known.sorted().joined(separator: ", ")).")
      )
    }
    try checks.finish()
    try unit.record(
      CampaignChanged(
        campaignId: campaign.id, name: campaign.name, kind: campaign.kind, goal: campaign.goal,
        channel: campaign.channel, budget: campaign.budget, startsOn: campaign.startsOn, endsOn: campaign.endsOn,
        segmentId: campaign.segmentId, state: campaign.state, attributes: campaign.attributes,
        changedOn: CompanyZone.day(at: occurredAt), occurredAt: occurredAt))
    return try view(campaign.id, in: unit.database)
  }
}
