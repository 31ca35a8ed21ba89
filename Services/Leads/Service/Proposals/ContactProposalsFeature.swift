import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource(
  "contact-proposals", scope: .customer, readers: .everyone, writers: .contactKeepers)

extension Feature {
  /// What customers correct of their contact data on an evaluation waits here for somebody who takes it (E6).
  static let contactProposals = Feature(
    tables: ["contact_proposals"],
    routes: {
      resource.list(
        Localized(zh: "客户更正的联系方式", en: "What customers corrected, the newest first"),
        of: ContactProposalView.self,
        parameters: [
          .init("state", Localized(zh: "open、taken 或 declined", en: "open, taken or declined")),
          .init("customerId", Localized(zh: "客户", en: "Of this customer")),
        ], by: \.id.text
      ) { query, page, database in
        let visibility = query.visibility
        return try ContactProposalStore.table.newest(
          page,
          where: [
            "state": try query.choice("state", of: ProposalStage.self)?.rawValue,
            "customer": query.text("customerId"),
          ], for: visibility, in: database
        ).map { try ContactProposalView($0, for: visibility, in: database) }
      }
      resource.item(Localized(zh: "一项联系方式更正", en: "One of them")) { query, database in
        let visibility = query.visibility
        let proposal = try ContactProposalStore.find(query.id(), for: visibility, in: database)
        return Answer(try ContactProposalView(proposal, for: visibility, in: database))
      }
      resource.act("take", Localized(zh: "采纳客户的更正", en: "Take what the customer wrote"), TakeContactProposal.run)
      resource.act("decline", Localized(zh: "不采纳", en: "Leave the customer as it is"), DeclineContactProposal.run)
    },
    writes: [
      .on(ContactProposed.self, ContactProposalStore.propose),
      .on(ContactProposalTaken.self, ContactProposalStore.take),
      .on(ContactProposalDeclined.self, ContactProposalStore.decline),
    ],
    listens: [.on(InstallationEvaluated.self, react: ProposeContact.propose)],
    erases: [.documents("contact_proposals", ContactProposed.personal.union(ContactProposalDeclined.personal))])
}

extension Migration {
  static let contactProposals = Migration(
    """
    CREATE TABLE contact_proposals (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, state TEXT NOT NULL, proposed_on TEXT NOT NULL,
      document TEXT NOT NULL) STRICT;
    CREATE INDEX contact_proposals_customer ON contact_proposals (customer, id);
    CREATE INDEX contact_proposals_open ON contact_proposals (proposed_on) WHERE state = 'open';
    """)
}
