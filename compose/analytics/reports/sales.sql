-- The report `sales`: what each salesperson signed, delivered and was paid for, month by month.
SELECT coalesce(s.salesperson_id, 'none') AS salesperson, d.month AS month, s.currency AS currency,
  sum(s.orders) AS orders, sum(s.signed_minor) AS signed, sum(s.delivered_minor) AS delivered,
  sum(s.received_minor) AS received
FROM analytics_sales s JOIN analytics_days d ON d.day = s.day
WHERE s.day BETWEEN '2026-01-01' AND '2026-12-31'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
