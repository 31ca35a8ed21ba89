extension AnalyticsView {
  static let ofLeads = [leads, leadChanges, leadStages, activities, customers]

  /// All events of a lead come in one stream, so the number says which edit is the last.
  private static let leads = AnalyticsView(
    "leads", zh: "每行一条线索，按最后所述", en: "A lead as it was last said to be", isKeyed: true,
    [
      (.lead, "l.lead_id"), (.customer, "l.customer_id"), (.capturedOn, "l.captured_on"),
      (.channel, "coalesce(s.channel, l.channel)"),
      (.campaign, "iif(s.lead_id IS NULL, l.campaign, s.campaign)"),
      (.partner, "iif(s.lead_id IS NULL, l.partner, s.partner)"),
      (.referrer, "iif(s.lead_id IS NULL, l.referrer, s.referrer)"),
      (.inProfile, "coalesce(s.in_profile, l.in_profile)"), (.owner, "l.owner_id"), (.stage, "l.stage"),
      (.stageSince, "l.stage_since"), (.mergedInto, "iif(m.undone, NULL, m.into_id)"), (.knownAt, "l.known"),
    ],
    from: """
      leads l
      LEFT JOIN lead_edits s ON s.lead_id = l.lead_id
        AND s.number = (SELECT max(number) FROM lead_edits WHERE lead_id = l.lead_id)
      LEFT JOIN lead_merges m ON m.lead_id = l.lead_id
        AND m.number = (SELECT max(number) FROM lead_merges WHERE lead_id = l.lead_id)
      """)

  /// A fact whose lead is not known yet counts nowhere.
  private static let leadChanges = AnalyticsView(
    "lead_changes", zh: "每行一次线索数字的变动；相加即得数字", en: "A change of the figures of a lead; figures are their sums",
    [
      (.day, "f.day"), (.lead, "f.lead_id"), (.capturedOn, "f.cohort"), (.channel, "f.channel"),
      (.campaign, "f.campaign"), (.partner, "f.partner"), (.referrer, "f.referrer"), (.leads, "f.leads"),
      (.inProfile, "f.in_profile"), (.valid, "f.valid"), (.won, "f.won"), (.currency, "f.currency"),
      (.wonAmount, "f.won_amount"), (.received, "f.received"),
    ] + origin("f"), from: "\(facts("lead_facts")) WHERE f.channel IS NOT NULL")

  private static let leadStages = AnalyticsView(
    "lead_stages", zh: "每行一次进入或离开阶段", en: "A lead that comes into a stage or leaves it",
    [
      (.day, "f.day"), (.lead, "e.subject"), (.stage, "f.stage"), (.owner, code("f.salesperson")),
      (.channel, "f.channel"), (.entered, "f.entered"), (.movedOn, "f.moved_on"), (.daysInStage, "f.days"),
    ] + origin("f"), from: facts("funnel_facts"))

  private static let activities = AnalyticsView(
    "activities", zh: "每行一次跟进", en: "A contact with a customer", isKeyed: true,
    [
      (.activity, "e.subject"), (.day, "f.day"), (.customer, "e.customer_id"), (.employee, code("f.salesperson")),
      (.contact, "f.channel"), (.knownAt, "f.known"),
    ], from: facts("activity_facts"))

  /// Nothing by which a person is known: no name, no phone, no address but the city. Those who were erased are left out.
  private static let customers = AnalyticsView(
    "customers", zh: "每行一位客户，不含姓名、电话与住址", en: "A customer, without name, phone and address", isKeyed: true,
    [
      (.customer, "c.customer_id"), (.registeredOn, "o.registered_on"), (.channel, "o.channel"),
      (.campaign, "o.campaign"), (.partner, "o.partner"), (.referrer, "o.referrer"), (.city, "c.city"),
      (.orders, "coalesce(b.orders, 0)"), (.knownAt, "o.known"),
    ],
    from: """
      customers c JOIN customer_origins o ON o.customer_id = c.customer_id
      LEFT JOIN buyers b ON b.customer_id = c.customer_id
      WHERE c.customer_id NOT IN (SELECT customer FROM erasures)
      """)
}
