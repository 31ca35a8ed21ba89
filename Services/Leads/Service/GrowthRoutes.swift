import Contracts
import FoundationEssentials
import HTTP
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

extension LeadsRoutes {
  /// Reviews, merges and imports of leads; partners and campaigns.
  var marketing: [Route] {
    [
      .command(
        "POST", "/v1/leads/{id}/review", Localized(zh: "复核无效线索", en: "Review an invalid lead"), tag: "leads",
        roles: Self.salespeople
      ) { [policy] request, unit in try reviewLead(request, policy: policy, in: unit) },
      .command(
        "POST", "/v1/leads/{id}/merge", Localized(zh: "合并线索", en: "Merge a lead into another one"), tag: "leads",
        roles: Self.salespeople
      ) { request, unit in try mergeLead(request, in: unit) },
      .command(
        "POST", "/v1/leads/{id}/unmerge", Localized(zh: "撤销合并", en: "Undo a merge"), tag: "leads",
        roles: Self.salespeople
      ) { request, unit in try unmergeLead(request, in: unit) },
      .page(
        "POST", "/v1/leads/import", Localized(zh: "导入线索(CSV)", en: "Import leads (CSV)"), tag: "leads",
        roles: Self.organisers, mediaType: "application/json", takes: ["text/csv"],
        parameters: [
          .init("dryRun", Localized(zh: "true:只检查", en: "true: only check")),
          .init("key", Localized(zh: "phone:更新已有线索", en: "phone: update leads that have it")),
        ]
      ) { [policy] query, context in
        let (body, key, isDryRun, caller) = (
          query.http.body, query.text("key"), query.text("dryRun") == "true", query.caller
        )
        let report = try await context.store.transaction(for: context.cause(of: caller)) { unit in
          try ImportLeads.run(csv: body, key: key, isDryRun: isDryRun, caller: caller, policy: policy, in: unit)
        }
        return HTTPResponse(
          headers: ["Content-Type": "application/json"], body: .bytes(Array(try Document.text(report).utf8)))
      },
      .command(
        "POST", "/v1/imports/{id}/revert", Localized(zh: "撤回一次导入", en: "Take an import back"), tag: "leads",
        roles: Self.organisers
      ) { [policy] request, unit in try ImportLeads.revert(request, policy: policy, in: unit) },
    ]
      + Route.list(
        "/v1/partners", Localized(zh: "合作伙伴", en: "Partners"), tag: "partners", roles: Self.everyone,
        of: PartnerView.self, sortedBy: 1
      ) { _, page, database in
        Page(try Partners.list(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
          [.string($0.id.text)]
        }
      } + [
        .command(
          "POST", "/v1/partners", Localized(zh: "登记合作伙伴", en: "Register a partner"), tag: "partners",
          roles: Self.salespeople, answers: 201
        ) { request, unit in try Partners.add(request, in: unit) },
        .query("/v1/partners/{id}", Localized(zh: "一个合作伙伴", en: "A partner"), tag: "partners", roles: Self.everyone) {
          query, database in
          let view = try Partners.view(query.id(), in: database)
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/partners/{id}", Localized(zh: "修改合作伙伴", en: "Change a partner"), tag: "partners",
          roles: Self.salespeople, edits: true
        ) { request, unit in try Partners.edit(request, in: unit) },
      ] + campaigns
  }

  private var campaigns: [Route] {
    Route.list(
      "/v1/campaigns", Localized(zh: "活动方案", en: "Campaigns"), tag: "campaigns", roles: Self.everyone,
      of: CampaignView.self, sortedBy: 1
    ) { _, page, database in
      Page(try Campaigns.list(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
        [.string($0.id.text)]
      }
    }
      + Route.list(
        "/v1/campaigns/{id}/responses", Localized(zh: "活动的响应", en: "Responses to a campaign"), tag: "campaigns",
        roles: Self.everyone, of: ResponseView.self, sortedBy: 1
      ) { query, page, database in
        let campaign = try Campaigns.view(query.id(), in: database)
        return Page(
          try Campaigns.responses(of: campaign.id, after: page.after, limit: page.limit + 1, in: database),
          limit: page.limit
        ) { [.string("\($0.customerId) \($0.response)")] }
      } + [
        .command(
          "POST", "/v1/campaigns", Localized(zh: "计划活动", en: "Plan a campaign"), tag: "campaigns",
          roles: Self.organisers, answers: 201
        ) { request, unit in try Campaigns.add(request, in: unit) },
        .query(
          "/v1/campaigns/{id}", Localized(zh: "一个活动方案", en: "A campaign"), tag: "campaigns", roles: Self.everyone
        ) { query, database in
          let view = try Campaigns.view(query.id(), in: database)
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/campaigns/{id}", Localized(zh: "修改活动方案", en: "Change a campaign"), tag: "campaigns",
          roles: Self.organisers, edits: true
        ) { request, unit in try Campaigns.edit(request, in: unit) },
        .command(
          "POST", "/v1/campaigns/{id}/start", Localized(zh: "开始活动", en: "Start a campaign"), tag: "campaigns",
          roles: Self.organisers
        ) { request, unit in try Campaigns.move(request, from: .planned, to: .started, in: unit) },
        .command(
          "POST", "/v1/campaigns/{id}/end", Localized(zh: "结束活动", en: "End a campaign"), tag: "campaigns",
          roles: Self.organisers
        ) { request, unit in try Campaigns.move(request, from: .started, to: .ended, in: unit) },
        .command(
          "POST", "/v1/campaigns/{id}/responses", Localized(zh: "记录响应", en: "Record a response"), tag: "campaigns",
          roles: Self.field, answers: 201
        ) { request, unit in try Campaigns.respond(request, in: unit) },
      ]
  }

  /// Segments, tiers, care, gifts, points, the win-back list.
  var loyalty: [Route] {
    Route.list(
      "/v1/segments", Localized(zh: "客户分组", en: "Segments"), tag: "segments", roles: Self.everyone,
      of: SegmentView.self, sortedBy: 1
    ) { _, page, database in
      Page(try Segments.list(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
        [.string($0.id.text)]
      }
    }
      + Route.list(
        "/v1/segments/{id}/members", Localized(zh: "分组的成员", en: "A segment's members"), tag: "segments",
        roles: Self.everyone, of: SegmentMemberView.self, asOf: true, sortedBy: 1
      ) { query, page, database in
        let segment = try Segments.view(query.id(), in: database)
        return Page(
          try Segments.members(
            of: segment.id, asOf: try query.asOf(), after: page.after, limit: page.limit + 1, in: database),
          limit: page.limit
        ) { [.string($0.customerId.text)] }
      } + [
        .command(
          "POST", "/v1/segments", Localized(zh: "定义分组", en: "Define a segment"), tag: "segments",
          roles: Self.organisers, answers: 201
        ) { request, unit in try Segments.add(request, in: unit) },
        .query("/v1/segments/{id}", Localized(zh: "一个分组", en: "A segment"), tag: "segments", roles: Self.everyone) {
          query, database in
          let view = try Segments.view(query.id(), in: database)
          return Answer(view, version: view.version)
        },
        .command(
          "PATCH", "/v1/segments/{id}", Localized(zh: "修改分组", en: "Change a segment"), tag: "segments",
          roles: Self.organisers, edits: true
        ) { request, unit in try Segments.edit(request, in: unit) },
      ]
      + Route.list(
        "/v1/tiers", Localized(zh: "客户等级", en: "Tiers of customers"), tag: "tiers", roles: Self.everyone,
        of: TierView.self, asOf: true, sortedBy: 1
      ) { query, page, database in
        let after = page.after
        let all = try Tiers.all(asOf: try query.asOf(), in: database)
        let rest = after.isEmpty ? all[...] : all.drop { $0.customerId.text != after }.dropFirst()
        return Page(Array(rest.prefix(page.limit + 1)), limit: page.limit) { [.string($0.customerId.text)] }
      }
      + Route.list(
        "/v1/care-plans", Localized(zh: "关怀计划", en: "Care plans"), tag: "care", roles: Self.everyone,
        of: CarePlanView.self, sortedBy: 1
      ) { _, page, database in
        Page(try Care.list(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
          [.string($0.id.text)]
        }
      } + [
        .command(
          "POST", "/v1/care-plans", Localized(zh: "建立关怀计划", en: "Make a care plan"), tag: "care",
          roles: Self.organisers, answers: 201
        ) { request, unit in try Care.add(request, in: unit) },
        .command(
          "POST", "/v1/gifts", Localized(zh: "记录礼品", en: "Record a gift"), tag: "loyalty", roles: Self.field,
          answers: 201
        ) { request, unit in try Gifts.give(request, in: unit) },
      ] + lists
  }

  private var lists: [Route] {
    Route.list(
      "/v1/gifts", Localized(zh: "礼品", en: "Gifts"), tag: "loyalty", roles: Self.everyone, of: GiftView.self,
      parameters: [.init("customerId", Localized(zh: "客户", en: "Customer"))], sortedBy: 1
    ) { query, page, database in
      Page(
        try Gifts.list(
          customer: query.text("customerId"), after: page.after, limit: page.limit + 1, in: database),
        limit: page.limit
      ) { [.string($0.id.text)] }
    }
      + Route.list(
        "/v1/points", Localized(zh: "积分", en: "Points"), tag: "loyalty", roles: Self.everyone, of: PointsView.self,
        parameters: [.init("customerId", Localized(zh: "客户", en: "Customer"))], sortedBy: 1
      ) { query, page, database in
        Page(
          try Points.list(
            customer: query.text("customerId"), after: page.after, limit: page.limit + 1, in: database),
          limit: page.limit
        ) { [.string($0.id.text)] }
      }
      + Route.list(
        "/v1/win-back", Localized(zh: "待挽回客户", en: "Customers to win back"), tag: "loyalty", roles: Self.everyone,
        of: WinBackView.self, asOf: true, sortedBy: 1
      ) { [policy] query, page, database in
        Page(
          try WinBack.list(
            asOf: try query.asOf(), policy: policy, after: page.after, limit: page.limit + 1, in: database),
          limit: page.limit
        ) { [.string($0.customerId.text)] }
      }
  }
}
