-- The report `expenses`: what was spent, less what was reversed, by category, item and month.
SELECT x.category AS category, x.item AS item, d.month AS month, x.currency AS currency, sum(x.amount_minor) AS amount
FROM analytics_expenses x JOIN analytics_days d ON d.day = x.day
WHERE x.day BETWEEN '2026-01-01' AND '2026-12-31'
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
