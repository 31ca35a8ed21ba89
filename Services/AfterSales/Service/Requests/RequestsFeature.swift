import Kernel
import AfterSalesDomain
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("requests", scope: .request, readers: .everyone, writers: .field)
/// Who asks is a customer of the caller's, whoever is given the request.
private let ofCustomers = Resource("requests", scope: .customer, readers: .everyone, writers: .deskAndField)

extension Feature {
  /// Service requests, from the customer's word to the customer's content, in work time (E2, E3, E5, E10, H10).
  static let requests = Feature(
    tables: ["requests", "request_steps", "document_numbers"],
    routes: {
      resource.list(
        Localized(zh: "服务请求", en: "Service requests"), of: RequestSummary.self,
        parameters: [
          .ofCustomer, .inState, .init("kind", Localized(zh: "类型", en: "Of this kind")),
          .init("assignee", Localized(zh: "网点、班组或员工", en: "Of this outlet, crew or employee")),
          .init("q", Localized(zh: "编号、描述、客户姓名或电话的一部分", en: "A part of number, description, name or phone")),
        ], by: \.id.text
      ) { query, page, database in
        let filter = RequestStore.Filter(
          customer: query.text("customerId"), stage: try query.choice("state", of: RequestStage.self),
          kind: try query.choice("kind", of: ServiceKind.self), assignee: query.text("assignee"),
          text: query.text("q"))
        let clock = WorkClock(try PolicyStore.policy(in: database).service)
        return try RequestStore.list(page, filter, for: query, in: database).map {
          try RequestSummary.summary(of: $0, by: clock, in: database)
        }
      }
      ofCustomers.add(Localized(zh: "登记服务请求", en: "A customer asks for service"), RequestService.run)
      resource.item(Localized(zh: "一个服务请求及其过程", en: "A request with its timeline")) { query, database in
        try .request(
          RequestStore.find(query.id(), for: query.visibility, in: database), for: query.visibility(of: .customer),
          in: database)
      }
      resource.act("assign", Localized(zh: "分派", en: "Assign it"), roles: .organisers, AssignRequest.run)
      resource.act("pause", Localized(zh: "暂停", en: "Pause it"), PauseRequest.run)
      resource.act("resume", Localized(zh: "继续", en: "Resume it"), ResumeRequest.run)
      resource.act("resolve", Localized(zh: "完成处理", en: "It is done"), ResolveRequest.run)
      resource.act("confirm", Localized(zh: "客户确认", en: "The customer confirms"), roles: .desk, ConfirmRequest.run)
    },
    writes: [
      .on(ServiceRequested.self, RequestStore.request), .on(ServiceAssigned.self, RequestStore.assign),
      .on(ServicePaused.self, RequestStore.pause), .on(ServiceResumed.self, RequestStore.resume),
      .on(ServiceResolved.self, RequestStore.resolve), .on(ServiceCharged.self, RequestStore.charge),
      .on(ServiceConfirmed.self, RequestStore.confirm),
    ],
    erases: RequestStore.erases)
}

extension Migration {
  static let requests = Migration(
    """
    CREATE TABLE requests (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, kind TEXT NOT NULL,
      state TEXT NOT NULL, assignees TEXT NOT NULL, document TEXT NOT NULL) STRICT;
    CREATE INDEX requests_customer ON requests (customer, id);
    CREATE INDEX requests_state ON requests (state, id);
    CREATE TABLE request_steps (
      request TEXT NOT NULL, step INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (request, step)) STRICT,
      WITHOUT ROWID;
    CREATE TABLE document_numbers (
      series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (series, year)) STRICT,
      WITHOUT ROWID;
    """)
}
