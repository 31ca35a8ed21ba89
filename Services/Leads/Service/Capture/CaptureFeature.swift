import Kernel
import Contracts
import LeadsDomain
import Persistence
import ServiceRuntime

private let resource = Resource("leads", scope: .lead, readers: .everyone, writers: .field)

extension Feature {
  /// Leads come in from whatever channel, once for each phone (A1, A2, A3, A19).
  static func capture(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["protected_phones"],
      routes: {
        Route.list(
          "/v1/leads/duplicates", Localized(zh: "可能的重复客户", en: "Who may be the same person"), tag: "leads",
          roles: .field, scope: .customer, of: Leads.Candidate.self, parameters: Leads.parameters, sortedBy: 1
        ) { query, _, database in
          Page(
            all: try Leads.duplicates(
              of: Likeness(
                name: query.text("name"), digits: query.text("phone").flatMap(Phone.init)?.digits,
                community: query.text("community"), room: query.text("room")), for: query.visibility, in: database))
        }
        resource.list(Localized(zh: "线索", en: "Leads"), parameters: LeadList.parameters, by: \.id.text) {
          query, page, database in
          let list = try LeadList(query)
          let leads = try LeadStore.list(list, page, in: database).map(LeadView.init)
          guard list.visibility.masksSome else { return leads }
          return try leads.map { try $0.shown(to: list.visibility, in: database) }
        }
        resource.add(Localized(zh: "登记线索", en: "Capture a lead"), scope: .company) {
          try CaptureLead.run($0, policy, $1)
        }
      },
      writes: [
        .on(LeadCaptured.self) { event, database in
          let lead = LeadState(event)
          try LeadStore.write(lead, to: database)
          try ProtectedPhones.take(lead, in: database)
        }
      ],
      erases: [.rows("protected_phones", of: "lead IN (SELECT id FROM leads WHERE customer = ?1)")])
  }
}

extension Migration {
  static let capture = Migration(
    """
    CREATE TABLE protected_phones (phone TEXT PRIMARY KEY, lead TEXT NOT NULL, until TEXT NOT NULL) STRICT;
    CREATE INDEX protected_phones_lead ON protected_phones (lead);
    """)
}
