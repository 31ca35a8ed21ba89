-- The report `lead-sources`: the leads captured in these days, and what became of them until the last one.
SELECT channel, currency, sum(leads) AS leads, sum(in_profile) AS in_profile, sum(valid) AS valid, sum(won) AS won,
  sum(won_amount_minor) AS won_amount, sum(received_minor) AS received
FROM analytics_lead_changes
WHERE captured_on BETWEEN '2026-01-01' AND '2026-12-31' AND day <= '2026-12-31'
GROUP BY 1, 2 ORDER BY 1, 2
