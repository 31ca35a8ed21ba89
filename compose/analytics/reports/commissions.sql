-- The report `commissions`: what salespeople earned, lost again and were paid, month by month.
SELECT c.salesperson_id AS salesperson, d.month AS month, c.currency AS currency, sum(c.accrued_minor) AS accrued,
  sum(c.adjusted_minor) AS adjusted, sum(c.paid_minor) AS paid,
  sum(c.accrued_minor) + sum(c.adjusted_minor) - sum(c.paid_minor) AS open
FROM analytics_commissions c JOIN analytics_days d ON d.day = c.day
WHERE c.day BETWEEN '2026-01-01' AND '2026-12-31'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
