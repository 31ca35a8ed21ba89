-- The report `funnel`: how often leads came into a stage and left it, and how long those who left had stayed; by who worked on
-- them then, where they came from, and month.
SELECT f.stage AS stage, coalesce(f.owner_id, 'none') AS salesperson, f.channel AS channel, d.month AS month,
  sum(f.entered) AS entered, sum(f.moved_on) AS moved_on, sum(f.days_in_stage) AS days
FROM analytics_lead_stages f JOIN analytics_days d ON d.day = f.day
WHERE f.day BETWEEN '2026-01-01' AND '2026-12-31'
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
