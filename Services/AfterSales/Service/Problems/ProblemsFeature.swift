import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource("problems", scope: .job, readers: .everyone, writers: .deskAndField)

extension Feature {
  /// What went wrong at installations, who sees to it, and what it cost (E7, I8).
  static let problems = Feature(
    tables: ["problems"],
    routes: {
      resource.list(
        Localized(zh: "安装问题", en: "Problems of installations"), of: ProblemView.self,
        parameters: [
          .ofInstallation, .ofCustomer, .inState, .init("cause", Localized(zh: "原因", en: "Of this cause")),
          .init("ownerId", Localized(zh: "负责人", en: "Of this owner")),
        ], by: \.id.text
      ) { query, page, database in
        try ProblemStore.table.page(
          page,
          where: [
            "installation": query.text("installationId"), "customer": query.text("customerId"),
            "state": try query.choice("state", of: ProblemView.State.self)?.rawValue,
            "cause": try query.choice("cause", of: ProblemCause.self)?.rawValue, "owner": query.text("ownerId"),
          ], for: query.visibility, in: database
        ).map(ProblemView.init)
      }
      resource.item(Localized(zh: "一个安装问题", en: "A problem")) { query, database in
        Answer(ProblemView(try ProblemStore.find(query.id(), for: query.visibility, in: database)))
      }
      resource.act("close", Localized(zh: "关闭问题", en: "It is seen to"), CloseProblem.run)
    },
    writes: [.on(ProblemClosed.self, ProblemStore.close)],
    erases: [.documents("problems", InstallationCompleted.personal.union(ProblemClosed.personal))])
}

extension Migration {
  static let problems = Migration(
    """
    CREATE TABLE problems (
      id TEXT PRIMARY KEY, installation TEXT NOT NULL, customer TEXT NOT NULL, cause TEXT NOT NULL,
      state TEXT NOT NULL, owner TEXT, document TEXT NOT NULL) STRICT;
    CREATE INDEX problems_installation ON problems (installation);
    """)
}
