import ServiceKit

/// Whose things of leads are (`Services/Leads/README.md#who-sees-what`).
extension Belonging {
  /// Of its owner; without one it is in the pool.
  static let leads = Belonging(.employee("leads.owner"), .pool(where: "leads.owner IS NULL"))

  /// Of whoever works on a lead of theirs or is named in an order, and in the pool where nobody is.
  static let customers = Belonging(
    .through("leads", where: "leads.customer = customers.id", Belonging(.employee("leads.owner"))),
    .through(
      "orders", where: "orders.customer = customers.id",
      Belonging(.employee("orders.salesperson"), .employee("orders.designer"), .shop("orders.shop"))),
    .pool(
      where: """
        NOT EXISTS (SELECT 1 FROM leads WHERE leads.customer = customers.id AND leads.owner IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.customer = customers.id)
        """))

  static let activities = ofCustomers("activities", or: .employee("activities.employee"))
  static let touches = ofCustomers("touches", or: .employee("touches.employee"))
  static let gifts = ofCustomers("gifts", or: .employee("gifts.given_by"))
  static let points = ofCustomers("points")
  static let contactProposals = ofCustomers("contact_proposals")
  static let campaignResponses = ofCustomers("campaign_responses")
  static let referrals = Belonging(.through("leads", where: "leads.id = referrals.lead", .leads))

  private static func ofCustomers(_ table: String, or other: Tie...) -> Belonging {
    Belonging([.through("customers", where: "customers.id = \(table).customer", .customers)] + other)
  }
}
