-- The report `after-sales`: installations and service by crew and month; the average score is scores by answers.
SELECT coalesce(s.crew_id, 'none') AS crew, d.month AS month, s.currency AS currency,
  sum(s.installations) AS installations, sum(s.problems) AS problems, sum(s.scores) AS scores,
  sum(s.answers) AS answers, sum(s.requests) AS requests, sum(s.on_time) AS on_time, sum(s.resolved) AS resolved,
  sum(s.cost_minor) AS cost
FROM analytics_service s JOIN analytics_days d ON d.day = s.day
WHERE s.day BETWEEN '2026-01-01' AND '2026-12-31'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
