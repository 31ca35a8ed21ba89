import Contracts
import Kernel
import LeadsDomain
import ServiceRuntime

/// Every route of leads, with the roles that may call it.
struct LeadsRoutes {
  let policy: LeadsPolicy

  static let everyone = Set(Role.allCases)
  static let organisers: Set<Role> = [.manager, .operations]
  /// Who meets customers.
  static let field: Set<Role> = [
    .manager, .operations, .netSales, .shop, .designer, .installer, .service,
  ]
  static let salespeople: Set<Role> = [.manager, .operations, .netSales, .shop]

  var all: [Route] { organisation + leads + activities + customers + marketing + loyalty }

  private var organisation: [Route] {
    Route.list(
      "/v1/employees", Localized(zh: "员工", en: "Employees"), tag: "organisation", roles: Self.everyone,
      of: EmployeeView.self, sortedBy: 1
    ) { _, page, database in
      Page(
        try Organisation.employees(after: page.after, limit: page.limit + 1, in: database), limit: page.limit
      ) { [.string($0.code.text)] }
    }
      + Route.list(
        "/v1/shops", Localized(zh: "门店", en: "Shops"), tag: "organisation", roles: Self.everyone, of: ShopView.self,
        sortedBy: 1
      ) { _, page, database in
        Page(try Organisation.shops(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
          [.string($0.code.text)]
        }
      } + [
        .command(
          "POST", "/v1/employees", Localized(zh: "登记员工", en: "Register an employee"), tag: "organisation",
          roles: Self.organisers, answers: 201
        ) { request, unit in try Organisation.add(request as CommandRequest<AddEmployee>, in: unit) },
        .query(
          "/v1/employees/{code}", Localized(zh: "一名员工", en: "An employee"), tag: "organisation",
          roles: Self.everyone
        ) { query, database in
          guard let view = try Organisation.employee(query.id("code"), in: database) else {
            throw Problem.notFound(Localized(zh: "员工", en: "employee"), query.parameter("code"))
          }
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/employees/{code}", Localized(zh: "修改员工", en: "Change an employee"), tag: "organisation",
          roles: Self.organisers, edits: true
        ) { request, unit in try Organisation.edit(request as CommandRequest<EditEmployee>, in: unit) },
        .command(
          "POST", "/v1/shops", Localized(zh: "登记门店", en: "Register a shop"), tag: "organisation",
          roles: Self.organisers, answers: 201
        ) { request, unit in try Organisation.add(request as CommandRequest<AddShop>, in: unit) },
        .query("/v1/shops/{code}", Localized(zh: "一家门店", en: "A shop"), tag: "organisation", roles: Self.everyone) {
          query, database in
          guard let view = try Organisation.shop(query.id("code"), in: database) else {
            throw Problem.notFound(Localized(zh: "门店", en: "shop"), query.parameter("code"))
          }
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/shops/{code}", Localized(zh: "修改门店", en: "Change a shop"), tag: "organisation",
          roles: Self.organisers, edits: true
        ) { request, unit in try Organisation.edit(request as CommandRequest<EditShop>, in: unit) },
      ]
  }

  private var leads: [Route] {
    Route.list(
      "/v1/leads/duplicates", Localized(zh: "可能的重复客户", en: "Who may be the same person"), tag: "leads",
      roles: Self.field, of: Leads.Candidate.self,
      parameters: [
        .init("name", Localized(zh: "姓名", en: "Name")), .init("phone", Localized(zh: "电话", en: "Phone")),
        .init("community", Localized(zh: "小区", en: "Community")), .init("room", Localized(zh: "房号", en: "Room")),
      ], sortedBy: 1
    ) { query, _, database in
      Page(
        all: try Leads.duplicates(
          name: query.text("name"), phone: query.text("phone").flatMap(Phone.init),
          community: query.text("community"), room: query.text("room"), in: database))
    }
      + Route.list(
        "/v1/leads", Localized(zh: "线索", en: "Leads"), tag: "leads", roles: Self.everyone, of: LeadView.self,
        parameters: [
          .init("stage", Localized(zh: "阶段", en: "Stage")), .init("ownerId", Localized(zh: "负责人", en: "Owner")),
          .init("channel", Localized(zh: "渠道", en: "Channel")),
          .init("partnerId", Localized(zh: "合作伙伴", en: "Partner")),
          .init("campaignId", Localized(zh: "活动方案", en: "Campaign")),
          .init("pool", Localized(zh: "true:只看公共池", en: "true: those without an owner")),
          .init("q", Localized(zh: "姓名或电话的一部分", en: "A part of the name or the phone")),
        ], sortedBy: 1
      ) { query, page, database in
        let filter = Leads.Filter(
          stage: try query.choice("stage", of: LeadStage.self), owner: query.text("ownerId"),
          channel: try query.choice("channel", of: LeadSource.Channel.self), text: query.text("q"),
          scope: LeadScope(of: query.caller), partner: query.text("partnerId"), campaign: query.text("campaignId"),
          isPool: query.text("pool") == "true")
        return Page(
          try Leads.list(filter, after: page.after, limit: page.limit + 1, in: database), limit: page.limit
        ) { [.string($0.id.text)] }
      } + [
        .command(
          "POST", "/v1/leads", Localized(zh: "登记线索", en: "Capture a lead"), tag: "leads", roles: Self.field,
          answers: 201
        ) { [policy] request, unit in try captureLead(request, policy: policy, in: unit) },
        .query("/v1/leads/{id}", Localized(zh: "一条线索", en: "A lead"), tag: "leads", roles: Self.everyone) {
          query, database in
          let view = try Leads.view(query.id(), in: database)
          try LeadScope(of: query.caller).require(view, in: database)
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/leads/{id}", Localized(zh: "修改线索", en: "Change a lead"), tag: "leads", roles: Self.salespeople,
          edits: true
        ) { [policy] request, unit in try editLead(request, policy: policy, in: unit) },
        .command(
          "POST", "/v1/leads/{id}/stage", Localized(zh: "推进线索", en: "Move a lead"), tag: "leads",
          roles: Self.salespeople
        ) { [policy] request, unit in try moveLead(request, policy: policy, in: unit) },
        .command(
          "POST", "/v1/leads/{id}/invalidate", Localized(zh: "标为无效", en: "Mark a lead as invalid"), tag: "leads",
          roles: Self.salespeople
        ) { [policy] request, unit in try invalidateLead(request, policy: policy, in: unit) },
        .command(
          "POST", "/v1/leads/{id}/assign", Localized(zh: "分配线索", en: "Assign a lead"), tag: "leads",
          roles: Self.salespeople
        ) { [policy] request, unit in try assignLead(request, policy: policy, in: unit) },
      ]
  }

  private var activities: [Route] {
    Route.list(
      "/v1/activities", Localized(zh: "活动", en: "Activities"), tag: "activities", roles: Self.everyone,
      of: ActivityView.self,
      parameters: [
        .init("customerId", Localized(zh: "客户", en: "Customer")),
        .init("employeeId", Localized(zh: "员工", en: "Employee")),
      ], sortedBy: 1
    ) { query, page, database in
      let items = try Activities.list(
        customer: query.text("customerId"), employee: query.text("employeeId"), after: page.after,
        limit: page.limit + 1, in: database)
      return Page(items, limit: page.limit) { [.string($0.id.text)] }
    } + [
      .command(
        "POST", "/v1/activities", Localized(zh: "记录活动", en: "Log an activity"), tag: "activities",
        roles: Self.field, answers: 201
      ) { [policy] request, unit in try logActivity(request, policy: policy, in: unit) },
      .command(
        "POST", "/v1/touches", Localized(zh: "记录接触", en: "Record that somebody was met"), tag: "activities",
        roles: Self.field, answers: 201
      ) { [policy] request, unit in try Touches.record(request, policy: policy, in: unit) },
    ]
      + Route.list(
        "/v1/touches", Localized(zh: "接触记录", en: "Touches"), tag: "activities", roles: Self.everyone,
        of: TouchView.self,
        parameters: [
          .init("customerId", Localized(zh: "客户", en: "Customer")),
          .init("employeeId", Localized(zh: "员工", en: "Employee")),
        ], sortedBy: 1
      ) { query, page, database in
        let items = try Touches.list(
          customer: query.text("customerId"), employee: query.text("employeeId"), after: page.after,
          limit: page.limit + 1, in: database)
        return Page(items, limit: page.limit) { [.string($0.id.text)] }
      }
  }

  private var customers: [Route] {
    Route.list(
      "/v1/customers", Localized(zh: "客户", en: "Customers"), tag: "customers", roles: Self.everyone,
      of: CustomerView.self,
      parameters: [
        .init("q", Localized(zh: "姓名或电话的一部分", en: "A part of the name or the phone")),
        .init("type", Localized(zh: "类型", en: "Type")), .init("status", Localized(zh: "状态", en: "Status")),
        .init("tag", Localized(zh: "标签", en: "Tag")), .init("ownerId", Localized(zh: "负责人", en: "Owner")),
      ],
      sortedBy: 1
    ) { query, page, database in
      let filter = Customers.Filter(
        text: query.text("q"), type: query.text("type"),
        status: try query.choice("status", of: CustomerStatus.self)?.rawValue, tag: query.text("tag"),
        owner: query.text("ownerId"))
      return Page(
        try Customers.list(filter, after: page.after, limit: page.limit + 1, in: database), limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .command(
        "POST", "/v1/customers", Localized(zh: "登记客户", en: "Register a customer"), tag: "customers",
        roles: Self.field, answers: 201
      ) { request, unit in try addCustomer(request, in: unit) },
      .query(
        "/v1/customers/{id}", Localized(zh: "一位客户", en: "A customer"), tag: "customers", roles: Self.everyone
      ) { query, database in
        let view = try Customers.view(query.id(), in: database)
        return Answer(view, version: view.version)
      },
      .command(
        "PATCH", "/v1/customers/{id}", Localized(zh: "修改客户", en: "Change a customer"), tag: "customers",
        roles: Self.field, edits: true
      ) { request, unit in try editCustomer(request, in: unit) },
    ]
      + Route.list(
        "/v1/reminders", Localized(zh: "提醒", en: "Reminders"), tag: "reminders", roles: Self.everyone,
        of: ReminderView.self,
        parameters: [
          .init("ownerId", Localized(zh: "负责人", en: "Owner")), .init("rule", Localized(zh: "规则", en: "Rule")),
          .init("state", Localized(zh: "overdue、today 或 tomorrow", en: "overdue, today or tomorrow")),
        ], asOf: true, sortedBy: 1
      ) { [policy] query, page, database in
        let owner = query.text("ownerId") ?? LeadScope(of: query.caller).owner
        let state = try query.choice("state", of: ReminderView.State.self)
        let rule = query.text("rule")
        let due = try Reminders.due(asOf: try query.asOf(), policy: policy, in: database).filter {
          (owner == nil || $0.ownerId?.text == owner) && (state == nil || $0.state == state)
            && (rule == nil || $0.rule == rule) && Reminders.key($0) > page.after
        }
        return Page(Array(due.prefix(page.limit + 1)), limit: page.limit) { [.string(Reminders.key($0))] }
      }
      + Route.list(
        "/v1/custom-fields", Localized(zh: "自定义字段", en: "The company's own fields"), tag: "custom-fields",
        roles: Self.everyone, of: CustomFieldView.self,
        parameters: [.init("entity", Localized(zh: "lead 或 customer", en: "lead or customer"))], sortedBy: 1
      ) { query, _, database in
        Page(all: try CustomFields.all(of: try query.choice("entity", of: CustomFieldEntity.self), in: database))
      } + [
        .command(
          "POST", "/v1/custom-fields", Localized(zh: "定义字段", en: "Define a field"), tag: "custom-fields",
          roles: Self.organisers, answers: 201
        ) { request, unit in try CustomFields.define(request, in: unit) }
      ]
      + Route.list(
        "/v1/referrals", Localized(zh: "转介绍", en: "Referrals"), tag: "referrals", roles: Self.everyone,
        of: ReferralView.self,
        parameters: [.init("referrerCustomerId", Localized(zh: "介绍人", en: "Who referred"))], sortedBy: 1
      ) { query, page, database in
        Page(
          try Referrals.list(
            referrer: query.text("referrerCustomerId"), after: page.after, limit: page.limit + 1, in: database),
          limit: page.limit
        ) { [.string($0.leadId.text)] }
      }
  }
}
