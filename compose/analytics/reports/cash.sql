-- The report `cash`: what came in and went out, by method and month.
SELECT c.method AS method, d.month AS month, c.currency AS currency, sum(c.money_in_minor) AS came_in,
  sum(c.money_out_minor) AS went_out, sum(c.money_in_minor) - sum(c.money_out_minor) AS net
FROM analytics_cash c JOIN analytics_days d ON d.day = c.day
WHERE c.day BETWEEN '2026-01-01' AND '2026-12-31'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
