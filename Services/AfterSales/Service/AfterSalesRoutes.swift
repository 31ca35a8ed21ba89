import AfterSalesDomain
import Contracts
import HTTP
import Kernel
import SQLite
import ServiceRuntime

/// Every route of after-sales, with the roles that may call it.
enum AfterSalesRoutes {
  private static let everyone = Set(Role.allCases)
  /// Who sets up crews, outlets, plans and terms.
  private static let organisers: Set<Role> = [.manager, .operations, .service]
  /// Who talks to customers about what was installed.
  private static let desk: Set<Role> = [.manager, .operations, .service, .netSales, .shop]
  /// Who does the work.
  private static let field: Set<Role> = [.manager, .operations, .service, .installer]

  static var routes: [Route] {
    installations + calendar + evaluations + problems + requests + archive + organisation + terms + reminders
      + customers
  }

  // MARK: Installations

  private static let customer = RouteDescription.Parameter("customerId", Localized(zh: "客户", en: "Of this customer"))
  private static let installation = RouteDescription.Parameter(
    "installationId", Localized(zh: "安装单", en: "Of this installation"))
  private static let state = RouteDescription.Parameter("state", Localized(zh: "状态", en: "In this state"))

  private static var installations: [Route] {
    let tag = "installations"
    return Route.list(
      "/v1/installations", Localized(zh: "安装单", en: "Installations"), tag: tag, roles: everyone,
      of: InstallationSummary.self,
      parameters: [
        customer, state, .init("orderId", Localized(zh: "订单", en: "Of this order")),
        .init("crewId", Localized(zh: "班组", en: "Of this crew")),
      ], sortedBy: 1
    ) { query, page, database in
      let filter = Installations.Filter(
        customer: query.text("customerId"), order: query.text("orderId"),
        stage: try query.choice("state", of: InstallationStage.self), crew: query.text("crewId"))
      let found = try Installations.list(filter, after: page.after, limit: page.limit + 1, in: database)
      return Page(try found.map { try InstallationSummary($0, in: database) }, limit: page.limit) {
        [.string($0.id.text)]
      }
    } + [
      .query("/v1/installations/{id}", Localized(zh: "一张安装单", en: "An installation"), tag: tag, roles: everyone) {
        query, database in
        try .installation(query.id(), asOf: CompanyZone.day(at: query.now), in: database)
      },
      .command(
        "POST", "/v1/installations/{id}/schedule", Localized(zh: "安排安装", en: "Schedule it"), tag: tag,
        roles: organisers, ScheduleInstallation.run),
      .command(
        "POST", "/v1/installations/{id}/brief-read", Localized(zh: "确认已阅读设计师的说明", en: "The brief was read"),
        tag: tag, roles: field, ReadBrief.run),
      .command(
        "POST", "/v1/installations/{id}/complete", Localized(zh: "完成安装", en: "It is installed"), tag: tag,
        roles: field, CompleteInstallation.run),
      .command(
        "POST", "/v1/installations/{id}/evaluate", Localized(zh: "录入纸质评价表", en: "Enter a form on paper"),
        tag: tag, roles: desk, answers: 201, EvaluateOnPaper.run),
      .command(
        "POST", "/v1/installations/{id}/evaluation-link",
        Localized(zh: "重新发放评价链接", en: "Make another link for the customer"), tag: tag, roles: desk,
        answers: 201, IssueEvaluationLink.run),
    ]
  }

  private static var calendar: [Route] {
    Route.list(
      "/v1/appointments", Localized(zh: "班组日程", en: "The crews' calendar"), tag: "calendar", roles: everyone,
      of: AppointmentView.self,
      parameters: [
        .init("crewId", Localized(zh: "班组", en: "Of this crew")),
        .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
        .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
      ], sortedBy: 2
    ) { query, page, database in
      let after = (page.cursor?.values ?? []).map { $0.string ?? "" } + ["", ""]
      let found = try Appointments.list(
        crew: query.text("crewId"), from: try query.date("from"), to: try query.date("to"),
        after: (after[0], after[1]), limit: page.limit + 1, in: database)
      return Page(found, limit: page.limit) { [.string($0.on.description), .string($0.job)] }
    }
  }

  /// Open to everybody: customers have the link and no token (`http.md`, Access).
  private static var evaluations: [Route] {
    let tag = "evaluations"
    return [
      .page(
        "GET", "/v1/evaluations/{token}", Localized(zh: "客户评价页面", en: "The customer's form"), tag: tag, roles: nil,
        refusals: [404, 410]
      ) { query, context in
        let language = Language(accepting: query.http.headers["Accept-Language"])
        do {
          return try context.store.read { database in
            let job = try EvaluationLinks.installation(
              of: query.parameter("token"), on: CompanyZone.day(at: query.now), in: database)
            return EvaluationPage.form(for: try Customers.find(job.customerId, in: database), language)
          }
        } catch let error as AfterSalesError {
          return CustomerPage.refusal(error.problem, language)
        }
      },
      .command(
        "POST", "/v1/evaluations/{token}", Localized(zh: "提交评价", en: "Evaluate"), tag: tag, roles: nil,
        answers: 201, EvaluateByLink.run),
    ]
  }

  private static var problems: [Route] {
    let tag = "problems"
    return Route.list(
      "/v1/problems", Localized(zh: "安装问题", en: "Problems of installations"), tag: tag, roles: everyone,
      of: ProblemView.self,
      parameters: [
        installation, customer, state, .init("cause", Localized(zh: "原因", en: "Of this cause")),
        .init("ownerId", Localized(zh: "负责人", en: "Of this owner")),
      ], sortedBy: 1
    ) { query, page, database in
      let filter = Problems.Filter(
        installation: query.text("installationId"), customer: query.text("customerId"),
        state: try query.choice("state", of: ProblemView.State.self),
        cause: try query.choice("cause", of: ProblemCause.self), owner: query.text("ownerId"))
      return Page(
        try Problems.list(filter, after: page.after, limit: page.limit + 1, in: database), limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .query("/v1/problems/{id}", Localized(zh: "一个安装问题", en: "A problem"), tag: tag, roles: everyone) {
        query, database in Answer(try Problems.find(query.id(), in: database))
      },
      .command(
        "POST", "/v1/problems/{id}/close", Localized(zh: "关闭问题", en: "It is seen to"), tag: tag,
        roles: desk.union(field), CloseProblem.run),
    ]
  }

  // MARK: Requests

  private static var requests: [Route] {
    let tag = "requests"
    return Route.list(
      "/v1/requests", Localized(zh: "服务请求", en: "Service requests"), tag: tag, roles: everyone,
      of: RequestSummary.self,
      parameters: [
        customer, state, .init("kind", Localized(zh: "类型", en: "Of this kind")),
        .init("assignee", Localized(zh: "网点、班组或员工", en: "Of this outlet, crew or employee")),
        .init("q", Localized(zh: "编号、描述、客户姓名或电话的一部分", en: "A part of number, description, name or phone")),
      ], sortedBy: 1
    ) { query, page, database in
      let filter = Requests.Filter(
        customer: query.text("customerId"), stage: try query.choice("state", of: RequestStage.self),
        kind: try query.choice("kind", of: ServiceKind.self), assignee: query.text("assignee"), text: query.text("q"))
      let clock = WorkClock(try Terms.service(in: database).terms)
      let found = try Requests.list(filter, after: page.after, limit: page.limit + 1, in: database)
      return Page(try found.map { try RequestSummary($0, by: clock, in: database) }, limit: page.limit) {
        [.string($0.id.text)]
      }
    } + [
      .command(
        "POST", "/v1/requests", Localized(zh: "登记服务请求", en: "A customer asks for service"), tag: tag,
        roles: desk.union(field), answers: 201, RequestService.run),
      .query(
        "/v1/requests/{id}", Localized(zh: "一个服务请求及其过程", en: "A request with its timeline"), tag: tag,
        roles: everyone
      ) { query, database in try .request(query.id(), in: database) },
      .command(
        "POST", "/v1/requests/{id}/assign", Localized(zh: "分派", en: "Assign it"), tag: tag, roles: organisers,
        AssignRequest.run),
      .command(
        "POST", "/v1/requests/{id}/pause", Localized(zh: "暂停", en: "Pause it"), tag: tag, roles: field,
        PauseRequest.run),
      .command(
        "POST", "/v1/requests/{id}/resume", Localized(zh: "继续", en: "Resume it"), tag: tag, roles: field,
        ResumeRequest.run),
      .command(
        "POST", "/v1/requests/{id}/resolve", Localized(zh: "完成处理", en: "It is done"), tag: tag, roles: field,
        ResolveRequest.run),
      .command(
        "POST", "/v1/requests/{id}/confirm", Localized(zh: "客户确认", en: "The customer confirms"), tag: tag,
        roles: desk, ConfirmRequest.run),
    ]
  }

  private static var archive: [Route] {
    let tag = "archive"
    return Route.list(
      "/v1/installed-items", Localized(zh: "安装档案", en: "What is installed"), tag: tag, roles: everyone,
      of: InstalledItemView.self,
      parameters: [customer, installation, .init("component", Localized(zh: "部件", en: "Of this component"))],
      asOf: true, sortedBy: 1
    ) { query, page, database in
      let day = try query.asOf()
      let filter = InstalledItems.Filter(
        customer: query.text("customerId"), installation: query.text("installationId"),
        component: query.text("component"))
      let found = try InstalledItems.list(filter, after: page.after, limit: page.limit + 1, in: database)
      return Page(found.map { InstalledItemView($0, asOf: day) }, limit: page.limit) { [.string($0.id.text)] }
    } + [
      .query(
        "/v1/installed-items/{id}", Localized(zh: "一件已安装的产品", en: "An installed item"), tag: tag,
        roles: everyone, asOf: true
      ) { query, database in
        guard let item = try InstalledItems.find(query.id(), in: database) else {
          throw Missing.item(query.parameter("id"))
        }
        return Answer(InstalledItemView(item, asOf: try query.asOf()))
      }
    ]
  }

  // MARK: Organisation

  private static var organisation: [Route] {
    let tag = "organisation"
    return Route.list(
      "/v1/crews", Localized(zh: "安装班组", en: "Crews"), tag: tag, roles: everyone, of: CrewView.self, sortedBy: 1
    ) { _, page, database in
      Page(try Crews.list(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
        [.string($0.code.text)]
      }
    }
      + Route.list(
        "/v1/outlets", Localized(zh: "服务网点", en: "Service outlets"), tag: tag, roles: everyone, of: OutletView.self,
        parameters: [.init("area", Localized(zh: "服务区域的一部分", en: "A part of the area that it serves"))], sortedBy: 1
      ) { query, page, database in
        Page(
          try Outlets.list(area: query.text("area"), after: page.after, limit: page.limit + 1, in: database),
          limit: page.limit
        ) { [.string($0.code.text)] }
      }
      + Route.list(
        "/v1/maintenance-plans", Localized(zh: "保养计划", en: "Maintenance plans"), tag: tag, roles: everyone,
        of: MaintenancePlanView.self, sortedBy: 1
      ) { _, page, database in
        Page(try MaintenancePlans.list(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
          [.string($0.code.text)]
        }
      } + [
        .command(
          "POST", "/v1/crews", Localized(zh: "登记班组", en: "Register a crew"), tag: tag, roles: organisers,
          answers: 201, AddCrew.run),
        .query("/v1/crews/{code}", Localized(zh: "一个班组", en: "A crew"), tag: tag, roles: everyone) {
          query, database in
          guard let view = try Crews.find(query.id("code"), in: database) else {
            throw Missing.crew(query.parameter("code"))
          }
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/crews/{code}", Localized(zh: "修改班组", en: "Change a crew"), tag: tag, roles: organisers,
          edits: true, EditCrew.run),
        .command(
          "POST", "/v1/outlets", Localized(zh: "登记网点", en: "Register an outlet"), tag: tag, roles: organisers,
          answers: 201, AddOutlet.run),
        .query(
          "/v1/outlets/proposed", Localized(zh: "为客户推荐网点", en: "Which outlets may see to a customer"), tag: tag,
          roles: everyone,
          parameters: [
            .init("customerId", Localized(zh: "客户", en: "For this customer"), isRequired: true),
            .init("skill", Localized(zh: "所需技能", en: "With this skill")),
          ]
        ) { query, database in
          guard let customer = try Customers.find(ID(query.text("customerId") ?? ""), in: database) else {
            throw Problem.invalidQuery(
              "customerId", "unknown", Localized(zh: "没有这个客户。", en: "There is no such customer."))
          }
          return Answer(
            Page(all: try ProposedOutlets.list(for: customer, skill: query.text("skill"), in: database)))
        },
        .query("/v1/outlets/{code}", Localized(zh: "一个网点", en: "An outlet"), tag: tag, roles: everyone) {
          query, database in
          guard let view = try Outlets.find(query.id("code"), in: database) else {
            throw Missing.outlet(query.parameter("code"))
          }
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/outlets/{code}", Localized(zh: "修改网点", en: "Change an outlet"), tag: tag, roles: organisers,
          edits: true, EditOutlet.run),
        .command(
          "POST", "/v1/maintenance-plans", Localized(zh: "新建保养计划", en: "Add a maintenance plan"), tag: tag,
          roles: organisers, answers: 201, AddMaintenancePlan.run),
        .query(
          "/v1/maintenance-plans/{code}", Localized(zh: "一个保养计划", en: "A maintenance plan"), tag: tag,
          roles: everyone
        ) { query, database in
          guard let view = try MaintenancePlans.find(query.id("code"), in: database) else {
            throw Missing.plan(query.parameter("code"))
          }
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/maintenance-plans/{code}", Localized(zh: "修改保养计划", en: "Change a maintenance plan"),
          tag: tag, roles: organisers, edits: true, EditMaintenancePlan.run),
      ]
  }

  private static var terms: [Route] {
    let tag = "terms"
    return [
      .query(
        "/v1/warranty-terms", Localized(zh: "各部件的质保期", en: "How long warranties are"), tag: tag, roles: everyone
      ) { _, database in
        let (terms, version) = try Terms.warranty(in: database)
        return Answer(terms, version: version)
      },
      .command(
        "PUT", "/v1/warranty-terms", Localized(zh: "设置质保期", en: "Set how long warranties are"), tag: tag,
        roles: organisers, edits: true, SetWarrantyTerms.run),
      .query(
        "/v1/service-terms", Localized(zh: "工作时间与服务时限", en: "Working hours and targets"), tag: tag, roles: everyone
      ) { _, database in
        let (terms, version) = try Terms.service(in: database)
        return Answer(terms, version: version)
      },
      .command(
        "PUT", "/v1/service-terms", Localized(zh: "设置工作时间与服务时限", en: "Set working hours and targets"), tag: tag,
        roles: organisers, edits: true, SetServiceTerms.run),
    ]
  }

  private static var reminders: [Route] {
    Route.list(
      "/v1/reminders", Localized(zh: "提醒", en: "What waits for somebody"), tag: "reminders", roles: everyone,
      of: ReminderView.self,
      parameters: [customer, .init("rule", Localized(zh: "规则", en: "Of this rule"))], asOf: true, sortedBy: 3
    ) { query, page, database in
      let rule = try query.choice("rule", of: ReminderView.Rule.self)
      let customer = query.text("customerId")
      let after = (page.cursor?.values ?? []).map { $0.string ?? "" } + ["", "", ""]
      let rows = try Reminders.all(asOf: try query.asOf(), in: database).filter { row in
        (rule == nil || row.rule == rule) && (customer == nil || row.customerId.text == customer)
          && (row.dueOn.description, row.rule.rawValue, row.subject) > (after[0], after[1], after[2])
      }
      return Page(rows, limit: page.limit) {
        [.string($0.dueOn.description), .string($0.rule.rawValue), .string($0.subject)]
      }
    }
  }

  private static var customers: [Route] {
    Route.list(
      "/v1/customers", Localized(zh: "售后所知的客户", en: "Customers as after-sales knows them"), tag: "customers",
      roles: everyone, of: CustomerView.self,
      parameters: [.init("q", Localized(zh: "姓名或电话的一部分", en: "A part of the name or the phone"))], sortedBy: 1
    ) { query, page, database in
      Page(
        try Customers.list(containing: query.text("q"), after: page.after, limit: page.limit + 1, in: database),
        limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .query(
        "/v1/customers/{id}", Localized(zh: "一位客户", en: "A customer"), tag: "customers", roles: everyone
      ) { query, database in
        guard let customer = try Customers.find(query.id(), in: database) else {
          throw Missing.customer(query.parameter("id"))
        }
        return Answer(customer)
      }
    ]
  }
}
