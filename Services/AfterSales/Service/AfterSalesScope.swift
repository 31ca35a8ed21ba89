import ServiceKit

/// Whose things of after-sales are (`Services/AfterSales/README.md#who-sees-what`).
extension Belonging {
  /// A copy of sales' order: its salesperson's, its designer's, and the shop's that it names.
  private static let orders = Belonging(
    .employee("orders.salesperson"), .employee("orders.designer"), .shop("orders.shop"))

  /// The crew's that does it, and those of its order.
  static let installations = Belonging(
    .crew("installations.document ->> '$.crewId'"),
    .through("orders", where: "orders.id = installations.order_id", orders))

  /// Of who sees to it, and those of its installation.
  static let problems = Belonging(
    .employee("problems.owner"),
    .through("installations", where: "installations.id = problems.installation", installations))

  /// Those to whom it is given, who took it in, and those whose customer asks.
  static let requests = Belonging(
    .assignee, .assignedCrew, .assignedOutlet,
    .through(
      "request_steps", where: "request_steps.request = requests.id AND request_steps.step = 1",
      Belonging(.employee("request_steps.document ->> '$.by'"))),
    LeadOwners.tie("requests.customer"), .through("orders", where: "orders.customer = requests.customer", orders))

  /// Of whoever works on a lead of theirs or is named in an order for them; and of who works there, until 30 days after
  /// that ended.
  static let customers = Belonging(
    LeadOwners.tie("customers.id"), .through("orders", where: "orders.customer = customers.id", orders),
    .through(
      "installations", where: "installations.customer = customers.id AND installations.state <> 'cancelled'",
      until: "date(installations.completed_on, '+30 days')",
      Belonging(.crew("installations.document ->> '$.crewId'"))),
    .through(
      "requests", where: "requests.customer = customers.id",
      until: "date(requests.document ->> '$.resolved.resolvedOn', '+30 days')",
      Belonging(.assignee, .assignedCrew, .assignedOutlet)))

  static let installedItems = Belonging(
    .through("customers", where: "customers.id = installed_items.customer", customers))
}

extension Belonging.Tie {
  /// The members of the crew that an expression names.
  fileprivate static func crew(_ column: String) -> Self {
    .through(
      "crews, json_each(crews.members) member", where: "crews.code = \(column)", Belonging(.employee("member.value")))
  }

  fileprivate static let assignee = employee("requests.document ->> '$.employeeId'")
  fileprivate static let assignedCrew = crew("requests.document ->> '$.crewId'")
  fileprivate static let assignedOutlet = through(
    "outlets", where: "outlets.code = requests.document ->> '$.outlet'",
    Belonging(.shop("outlets.document ->> '$.shop'")))
}
