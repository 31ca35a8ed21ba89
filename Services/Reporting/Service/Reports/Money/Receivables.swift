import Kernel
import ReportingDomain
import ServiceKit
import ServiceRuntime

/// What was open at the end of `asOf` (D5, D6): every fact of a receivable that was not settled then, with the age that
/// the receivable had by the due date then in force; and every change of unallocated credit. Facts dated later count
/// nowhere (`Services/Reporting/README.md#money`).
private let openFacts = """
  (SELECT f.source, f.stream, f.number, f.receivable_id, f.customer_id, f.currency, f.amount AS open, 0 AS unallocated,
     CAST(julianday(?3) - julianday(d.due_on) AS INTEGER) AS age
   FROM receivable_facts f JOIN (
     SELECT receivable_id, substr(max(CASE WHEN due_on IS NOT NULL
       THEN day || printf('%020d', number) || due_on END), -10) AS due_on
     FROM receivable_facts WHERE receivable_id != '' AND day <= ?3 AND known <= ?4
     GROUP BY receivable_id HAVING sum(amount) != 0) d ON d.receivable_id = f.receivable_id
   WHERE f.day <= ?3 AND f.known <= ?4
   UNION ALL
   SELECT source, stream, number, receivable_id, customer_id, currency, 0, amount, 0 FROM receivable_facts
   WHERE receivable_id = '' AND day <= ?3 AND known <= ?4) open_facts
  """

extension ReportShape {
  /// Receivables by age (D5).
  static let receivablesAging = receivables(
    .receivablesAging, belonging: .openFacts,
    measures: [
      bucket("notDue", Localized(zh: "未到期", en: "Not due"), .min...0, Localized(zh: "尚未到期", en: "not due yet")),
      bucket("days1to30", Localized(zh: "1–30 天", en: "1–30 days"), 1...30),
      bucket("days31to60", Localized(zh: "31–60 天", en: "31–60 days"), 31...60),
      bucket("days61to90", Localized(zh: "61–90 天", en: "61–90 days"), 61...90),
      bucket("days91to180", Localized(zh: "91–180 天", en: "91–180 days"), 91...180),
      bucket("over180", Localized(zh: "180 天以上", en: "Over 180 days"), 181 ... .max),
      total, unallocated,
    ])

  /// Who owes the largest part, and for how long (D6).
  static let receivablesConcentration = receivables(
    .receivablesConcentration, belonging: nil,
    measures: [
      total,
      Measure(
        "share", .percent, .share("open"), zh: ("占比", "占全部未收款的百分比。"),
        en: ("Share", "Percentage of all that is outstanding."), eventsAreMoney: true),
      Measure(
        "overdue", .money, .aged("open", 1 ... .max), zh: ("逾期", "到期日早于统计日的未收款。"),
        en: ("Overdue", "Outstanding with a due date before the day of the report.")),
      Measure(
        "maxAge", .count, .max("max(CASE WHEN open != 0 THEN age ELSE 0 END, 0)"), zh: ("最长账龄", "最久一笔逾期的天数。"),
        en: ("Greatest age", "Days since the earliest due date that was not kept.")),
      unallocated,
    ], largestFirst: "total")

  private static let total = Measure(
    "total", .money, .sum("open"), zh: ("未收合计", "统计日未收的应收款合计。"),
    en: ("Outstanding", "All that was open on the day of the report."))

  private static let unallocated = Measure(
    "unallocated", .money, zh: ("未核销款", "客户已付而未核销的款项，不从应收款中扣除。"),
    en: ("Unallocated", "Paid but not allocated; not deducted from what is outstanding."))

  private static func bucket(
    _ name: String, _ label: Localized, _ ages: ClosedRange<Int64>,
    _ words: Localized = Localized(zh: "逾期天数在此区间", en: "so many days past due")
  ) -> Measure {
    Measure(
      name, .money, .aged("open", ages),
      zh: (label[.chinese], "统计日未收的应收款，按当时有效的到期日\(words[.chinese])。"),
      en: (label[.english], "What was open on the day of the report, \(words[.english]) by the due date then in force.")
    )
  }

  private static func receivables(
    _ name: ReportName, belonging: Belonging?, measures: [Measure], largestFirst: String? = nil
  ) -> ReportShape {
    ReportShape(
      name: name, scope: .money, belonging: belonging, largestFirst: largestFirst, keyName: "customerId",
      keyDefinition: Localized(zh: "客户编号。起止日期不起作用。", en: "The customer's id. From and to do not matter here."),
      groupings: [.customer], measures: measures, facts: openFacts, region: "true",
      sums: { filters, grouping, _ in
        // A customer has but a few rows: SQLite takes as long to group them as to read them twice.
        let columns = ReportShape.columns(of: measures).joined(separator: ", ")
        let day = filters.asOf
        return currentParts.map { part in
          ("SELECT \(grouping.key), currency, \(columns) FROM (\(part))", [day.description, day.daysSince1970])
        }
      })
  }
}

/// The same as `openFacts` where all is known: what is open now, but for what has changed after `asOf`, here 1 as a text
/// and 2 as a number. Reads as many rows as are open, and not as there ever were.
private let currentParts = [
  """
  SELECT customer_id, currency, open, 0 AS unallocated, ?2 - due AS age FROM receivable_sums INDEXED BY receivable_sums_open
  WHERE open != 0 AND receivable_id NOT IN (SELECT receivable_id FROM receivable_facts WHERE day > ?1)
  """,
  """
  SELECT customer_id, currency, sum(amount) AS open, 0 AS unallocated,
    CAST(?2 + julianday('1970-01-01') - julianday(substr(max(CASE WHEN due_on IS NOT NULL
      THEN day || printf('%020d', number) || due_on END), -10)) AS INTEGER) AS age
  FROM receivable_facts
  WHERE receivable_id IN (SELECT receivable_id FROM receivable_facts WHERE day > ?1) AND receivable_id != ''
    AND day <= ?1
  GROUP BY receivable_id HAVING sum(amount) != 0
  """,
  """
  SELECT customer_id, currency, 0 AS open, amount AS unallocated, 0 * ?2 AS age FROM customer_credits
  WHERE amount != 0
  UNION ALL
  SELECT customer_id, currency, 0, -amount, 0 FROM receivable_facts WHERE receivable_id = '' AND day > ?1
  """,
]
