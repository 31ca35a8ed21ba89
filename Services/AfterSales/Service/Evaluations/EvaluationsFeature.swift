import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let ofInstallations = Resource("installations", scope: .job, readers: .everyone, writers: .desk)

extension Feature {
  /// What customers say of their installation (E6). They have a link and no token, so its routes are open to everybody.
  /// `base`: where customers reach this service (`CustomerLink`).
  static func evaluations(at base: String?) -> Feature {
    Feature(
      tables: ["evaluation_links", "evaluations"],
      routes: {
        ofInstallations.act(
          "evaluate", Localized(zh: "录入纸质评价表", en: "Enter a form on paper"), answers: 201, EvaluateOnPaper.run)
        ofInstallations.act(
          "evaluation-link", Localized(zh: "重新发放评价链接", en: "Make another link for the customer"), roles: .linkers,
          answers: 201
        ) { try IssueEvaluationLink.run($0, $1, at: base) }
        Route.customerPage(
          "/v1/evaluations/{token}", Localized(zh: "客户评价页面", en: "The customer's form"), tag: "evaluations"
        ) { query, language, database in
          let job = try EvaluationLinkStore.installation(
            of: query.parameter("token"), on: CompanyZone.day(at: query.now), in: database)
          let customer = try CustomerDirectory.customer(job.customerId, in: database)
          return EvaluationPage.form(for: customer.map(CustomerView.init), language)
        }
        Route.command(
          "POST", "/v1/evaluations/{token}", Localized(zh: "提交评价", en: "Evaluate"), tag: "evaluations", roles: nil,
          scope: .company, answers: 201, EvaluateByLink.run)
      },
      writes: [
        .on(InstallationEvaluated.self, EvaluationStore.write),
        .on(EvaluationLinkIssued.self, EvaluationLinkStore.issue),
      ],
      erases: [
        .documents(
          "evaluations", InstallationEvaluated.personal,
          of: "installation IN (SELECT id FROM installations WHERE customer = ?1)")
      ])
  }
}

extension Migration {
  static let evaluations = Migration(
    """
    CREATE TABLE evaluation_links (
      hash TEXT PRIMARY KEY, installation TEXT NOT NULL, expires_on TEXT NOT NULL, used INTEGER NOT NULL) STRICT;
    CREATE TABLE evaluations (
      installation TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (installation, version)) STRICT, WITHOUT ROWID;
    """)
}
