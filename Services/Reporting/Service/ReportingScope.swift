import Contracts
import ServiceKit

/// Whose things of the read models are (`Services/Reporting/README.md#who-sees-what`).
extension Belonging {
  /// Of its owner; without one it is in the pool.
  static let leads = Belonging(.employee("leads.owner_id"), .pool(where: "leads.owner_id IS NULL"))

  /// Without the pool: who has none of it counts none of it.
  private static let ownedLeads = Belonging(.employee("leads.owner_id"))

  static let orders = Belonging(
    .employee("orders.salesperson"), .employee("orders.designer"), .shop("orders.shop"))

  /// Of whoever works on a lead of theirs or is named in an order for them, and in the pool where nobody is; and of who
  /// works there, until 30 days after that ended.
  static let customers = Belonging(
    .through("leads", where: "leads.customer_id = customers.customer_id", ownedLeads),
    .through("orders", where: "orders.customer_id = customers.customer_id", orders),
    .through(
      "jobs", where: "jobs.customer_id = customers.customer_id", until: "date(jobs.ended_on, '+30 days')",
      Belonging(.crew, .assignee, .outlet)),
    .pool(
      where: """
        NOT EXISTS (SELECT 1 FROM leads WHERE leads.customer_id = customers.customer_id AND leads.owner_id IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.customer_id = customers.customer_id)
        """))

  /// Installations and requests: of who works on them; an installation also as its order, a request as its customer.
  static let jobs = Belonging(
    .crew, .assignee, .outlet, .through("orders", where: "orders.order_id = jobs.order_id", orders),
    .through("leads", where: "jobs.is_request AND leads.customer_id = jobs.customer_id", ownedLeads),
    .through("orders", where: "jobs.is_request AND orders.customer_id = jobs.customer_id", orders))

  /// As the order; what is owed or paid for none is seen by those who see all.
  static let receivables = Belonging(
    .through("orders", where: "orders.order_id = receivables.order_id", orders))
}

/// Whose the facts are that reports add up.
extension Belonging {
  static let orderFacts = Belonging(.employee("order_facts.salesperson"), .shop("order_facts.shop"))
  static let expenseFacts = Belonging(.employee("expense_facts.salesperson"))
  static let commissionFacts = Belonging(.employee("commission_facts.salesperson"))
  static let activityFacts = Belonging(.employee("activity_facts.salesperson"))
  static let leadFacts = Belonging(.among("lead_facts.lead_id", "SELECT leads.lead_id FROM leads", ownedLeads))
  static let funnelFacts = Belonging(
    .event(
      of: "funnel_facts", "leads",
      "customer_events.customer_id = leads.customer_id AND customer_events.subject = leads.lead_id", ownedLeads))
  static let serviceFacts = Belonging(.ofJobs("service_facts"))
  /// A problem is found on the day on which its installation is completed, by the same crew.
  static let qualityFacts = Belonging(
    .ofJobs("quality_facts"),
    .event(
      of: "quality_facts", "jobs",
      """
      customer_events.customer_id = jobs.customer_id AND customer_events.type = '\(ProblemClosed.type)'
        JOIN problems ON problems.problem_id = customer_events.subject AND problems.found_on = jobs.ended_on
        AND problems.crew = coalesce(jobs.crew, '\(ReadModels.none)')
      """, jobs))
  static let openFacts = Belonging(
    .among(
      "open_facts.receivable_id",
      "SELECT receivables.receivable_id FROM receivables JOIN orders ON orders.order_id = receivables.order_id", orders)
  )
}

/// Whose the events of customers are, by what each touches.
extension Belonging {
  static let leadEvents = Belonging(
    .through("leads", where: "leads.lead_id = customer_events.subject", leads))

  /// As the order; a quote is its salesperson's, a measurement also the designer's.
  static let saleEvents = Belonging(
    .through(
      "orders",
      where: "orders.order_id = coalesce(customer_events.detail ->> '$.orderId', customer_events.subject)", orders),
    .through(
      "customer_events drafted",
      where: """
        drafted.customer_id = customer_events.customer_id AND drafted.subject = customer_events.subject
          AND drafted.type = '\(QuoteDrafted.type)'
        """, Belonging(.employee("drafted.detail ->> '$.salesperson'"))),
    .employee(
      "CASE WHEN customer_events.type = '\(SiteMeasured.type)' THEN customer_events.detail ->> '$.salesperson' END"))

  static let moneyEvents = Belonging(
    .through("orders", where: "orders.order_id = customer_events.detail ->> '$.orderId'", orders))

  /// Of whoever is named: what an employee earns and spends, and asks an approval for.
  static let earningsEvents = Belonging(.employee("customer_events.detail ->> '$.salesperson'"))

  static let jobEvents = Belonging(
    .through("jobs", where: "jobs.job_id = customer_events.subject", jobs),
    .through(
      "problems JOIN jobs ON jobs.ended_on = problems.found_on AND problems.crew = coalesce(jobs.crew, '\(ReadModels.none)')",
      where: "problems.problem_id = customer_events.subject AND jobs.customer_id = customer_events.customer_id", jobs))
}

extension Belonging.Tie {
  /// The members of a job's crew.
  fileprivate static let crew = through(
    "crews, json_each(crews.members) member", where: "crews.code = jobs.crew", Belonging(.employee("member.value")))
  fileprivate static let assignee = employee("jobs.employee")
  fileprivate static let outlet = through(
    "outlets", where: "outlets.code = jobs.outlet", Belonging(.shop("outlets.shop")))

  /// Facts of events that are joined with a table of things that belong to somebody, in that order: SQLite would look at
  /// every event first.
  fileprivate static func event(of facts: String, _ table: String, _ join: String, _ belonging: Belonging) -> Self {
    .among(
      "\(facts).source, \(facts).stream, \(facts).number",
      """
      SELECT customer_events.source, customer_events.stream, customer_events.number
      FROM \(table) CROSS JOIN customer_events ON \(join)
      """, belonging)
  }

  fileprivate static func ofJobs(_ facts: String) -> Self {
    .event(
      of: facts, "jobs",
      "customer_events.customer_id = jobs.customer_id AND customer_events.subject = jobs.job_id", .jobs)
  }
}
