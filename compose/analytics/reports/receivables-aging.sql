-- The report `receivables-aging`: what was open at the end of the last day, by the due date then in force: the one that
-- the last change by then had set.
WITH changes AS (SELECT * FROM analytics_receivable_changes WHERE day <= '2026-12-31'),
due AS (
  SELECT receivable_id, due_on,
    row_number() OVER (PARTITION BY receivable_id ORDER BY day DESC, event_number DESC) AS place
  FROM changes WHERE due_on IS NOT NULL),
aged AS (
  SELECT c.customer_id AS customer_id, c.currency AS currency, c.open_change_minor AS open,
    t.day_number - d.day_number AS age
  FROM changes c
  JOIN due u ON u.receivable_id = c.receivable_id AND u.place = 1
  JOIN analytics_days d ON d.day = u.due_on
  JOIN analytics_days t ON t.day = '2026-12-31'),
rows AS (
  SELECT customer_id, currency, open, age, 0 AS credit FROM aged
  UNION ALL
  SELECT customer_id, currency, 0, 0, credit_change_minor FROM changes)
SELECT customer_id, currency, sum(CASE WHEN age <= 0 THEN open ELSE 0 END) AS not_due,
  sum(CASE WHEN age BETWEEN 1 AND 30 THEN open ELSE 0 END) AS days_1_to_30,
  sum(CASE WHEN age BETWEEN 31 AND 60 THEN open ELSE 0 END) AS days_31_to_60,
  sum(CASE WHEN age BETWEEN 61 AND 90 THEN open ELSE 0 END) AS days_61_to_90,
  sum(CASE WHEN age BETWEEN 91 AND 180 THEN open ELSE 0 END) AS days_91_to_180,
  sum(CASE WHEN age > 180 THEN open ELSE 0 END) AS over_180, sum(open) AS total, sum(credit) AS unallocated
FROM rows GROUP BY 1, 2 HAVING sum(open) <> 0 OR sum(credit) <> 0 ORDER BY 1, 2
