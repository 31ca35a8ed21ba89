-- The views of a snapshot (../README.md), by the same names and columns, made of the events alone.
USE joinery;

CREATE FUNCTION IF NOT EXISTS onDay AS (text) -> toDate32OrNull(ifNull(text, ''));
CREATE FUNCTION IF NOT EXISTS decimalOf AS (minor, currency) ->
  toDecimal64(minor, 3) / multiIf(currency IN ('JPY', 'KRW', 'VND'), 1, currency IN ('BHD', 'KWD', 'OMR'), 1000, 100);

CREATE VIEW analytics_days AS
SELECT toDate32('1996-01-01') + number AS day, toInt64(day) AS day_number, toYear(day) AS year,
  concat(toString(year), '-Q', toString(toQuarter(day))) AS quarter, formatDateTime(day, '%Y-%m') AS month,
  formatDateTime(day, '%G-W%V') AS week, toDayOfWeek(day) AS weekday, toUInt8(weekday > 5) AS is_weekend
FROM numbers(22000);

CREATE VIEW analytics_sources AS
SELECT * FROM values('channel String, name_zh String, name_en String',
  ('own', '自有', 'Own contacts'), ('walk-in', '自然到店', 'Walk-in'), ('online', '网络', 'Online'),
  ('event', '活动', 'Event'), ('bought-list', '购买名单', 'Bought list'), ('partner', '合作伙伴', 'Partner'),
  ('referral', '老客户介绍', 'Referral'), ('department', '部门', 'Department'));

CREATE VIEW analytics_employees AS
SELECT subject AS employee_id, argMax(name, number) AS name, argMax(tuple(d.shop), number).1 AS shop_id
FROM events WHERE type = 'joinery.leads.employee.changed' GROUP BY subject;

CREATE VIEW analytics_shops AS
SELECT subject AS shop_id, argMax(name, number) AS name FROM events WHERE type = 'joinery.leads.shop.changed' GROUP BY subject;

CREATE VIEW analytics_crews AS
SELECT subject AS crew_id, argMax(name, number) AS name
FROM events WHERE type = 'joinery.aftersales.crew.changed' GROUP BY subject;

-- What is said of a lead, event by event. All events of a lead come in one stream.
CREATE VIEW lead_history AS
SELECT source, stream, number, type, time, d.leadId AS lead_id, d.customerId AS customer_id, d.inProfile AS in_profile,
  d.`from` AS stage_from, d.`to` AS stage_to, onDay(d.capturedOn) AS captured_on, onDay(d.changedOn) AS changed_on,
  onDay(d.editedOn) AS edited_on, type IN ('joinery.leads.lead.captured', 'joinery.leads.lead.edited') AS is_said,
  if(d.profile.source.channel = '', d.source, d.profile.source) AS origin,
  if(is_said, origin.channel, NULL) AS channel,
  multiIf(type = 'joinery.leads.lead.captured', d.ownerId, type = 'joinery.leads.lead.assigned', d.`to`, NULL) AS owner,
  multiIf(type = 'joinery.leads.lead.captured', 'new', type = 'joinery.leads.lead.stage_changed', d.`to`, NULL) AS stage,
  multiIf(type = 'joinery.leads.lead.captured', captured_on, type = 'joinery.leads.lead.stage_changed', changed_on, NULL)
    AS since
FROM events
WHERE type IN ('joinery.leads.lead.captured', 'joinery.leads.lead.assigned', 'joinery.leads.lead.stage_changed',
  'joinery.leads.lead.edited');

CREATE VIEW analytics_leads AS
SELECT lead_id, customer_id, captured_on, last.channel AS channel, last.campaignId AS campaign_id,
  last.partnerId AS partner_id, last.referrerCustomerId AS referrer_id, in_profile, owner_id, stage, stage_since,
  m.merged_into AS merged_into, known_at
FROM (
  SELECT lead_id, any(customer_id) AS customer_id, any(captured_on) AS captured_on, argMaxIf(origin, number, is_said) AS last,
    toUInt8(argMax(in_profile, number)) AS in_profile, argMax(owner, number) AS owner_id, argMax(stage, number) AS stage,
    argMax(since, number) AS stage_since, min(time) AS known_at
  FROM lead_history GROUP BY lead_id HAVING countIf(type = 'joinery.leads.lead.captured') > 0) l
LEFT JOIN (
  SELECT d.leadId AS lead_id,
    argMax(tuple(if(type = 'joinery.leads.leads.merged', d.intoLeadId, NULL)), number).1 AS merged_into
  FROM events WHERE type IN ('joinery.leads.leads.merged', 'joinery.leads.leads.unmerged') GROUP BY lead_id) m
  USING (lead_id);

-- The stay that is not over goes on under the channel that an edit names.
CREATE VIEW analytics_lead_stages AS
SELECT day, lead_id, row.1 AS stage, row.2 AS owner_id, row.3 AS channel, row.4 AS entered, row.5 AS moved_on,
  row.6 AS days_in_stage, type AS event_type, time AS known_at, source AS event_source, stream AS event_stream,
  number AS event_number
FROM (
  SELECT * EXCEPT (channel), channel AS said, coalesce(captured_on, changed_on, edited_on) AS day,
    last_value(owner) OVER past AS who, last_value(channel) OVER past AS way, last_value(stage) OVER past AS place,
    last_value(since) OVER past AS entered_on
  FROM lead_history
  WINDOW past AS (PARTITION BY lead_id ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
ARRAY JOIN multiIf(
  type = 'joinery.leads.lead.captured', [('new', owner, ifNull(said, ''), 1, 0, 0)],
  type = 'joinery.leads.lead.stage_changed' AND place IS NOT NULL, [
    (ifNull(stage_from, ''), who, ifNull(way, ''), 0, 1, greatest(0, dateDiff('day', entered_on, changed_on))),
    (ifNull(stage_to, ''), who, ifNull(way, ''), 1, 0, 0)],
  type = 'joinery.leads.lead.edited' AND place IS NOT NULL AND way != said, [
    (ifNull(place, ''), who, ifNull(way, ''), -1, 0, 0), (ifNull(place, ''), who, ifNull(said, ''), 1, 0, 0)],
  []) AS row;

CREATE VIEW analytics_activities AS
SELECT d.activityId AS activity_id, companyDay(d.at) AS day, d.customerId AS customer_id, d.employeeId AS employee_id,
  d.channel AS contact, time AS known_at
FROM events WHERE type = 'joinery.leads.activity.logged';

-- An order as each of its events has left it, and as it was before.
CREATE VIEW order_history AS
SELECT *, lagInFrame(terms, 1) OVER before AS old
FROM (
  SELECT source, stream, number, type, time, subject AS order_id, d.customerId AS customer_id,
    coalesce(onDay(d.cancelledOn), onDay(d.reinstatedOn), onDay(d.amendedOn), onDay(d.signedOn)) AS day, d.number AS document,
    d.leadId AS lead_id, d.designerId AS designer_id, onDay(d.signedOn) AS signed_on,
    onDay(d.terms.promisedOn) AS promised_on, d.terms.lines AS lines,
    (d.salespersonId, d.shop, d.terms.total.currency, d.terms.total.amount) AS terms
  FROM events
  WHERE type IN ('joinery.sales.order.confirmed', 'joinery.sales.order.amended', 'joinery.sales.order.cancelled',
    'joinery.sales.order.reinstated'))
WINDOW before AS (PARTITION BY order_id ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE VIEW analytics_orders AS
SELECT order_id, number, customer_id, lead_id, last.1 AS salesperson_id, designer_id, last.2 AS shop_id,
  days.1 AS signed_on, days.2 AS promised_on, if(is_cancelled, cancelled, NULL) AS cancelled_on, last.3 AS currency,
  if(is_cancelled, 0, last.4) AS total_minor, decimalOf(total_minor, currency) AS total, known_at
FROM (
  SELECT order_id, any(document) AS number, any(customer_id) AS customer_id, any(lead_id) AS lead_id,
    any(designer_id) AS designer_id, argMaxIf((signed_on, promised_on), h.number, terms.3 != '') AS days,
    argMaxIf(terms, h.number, terms.3 != '') AS last, maxIf(day, type = 'joinery.sales.order.cancelled') AS cancelled,
    argMax(terms.3 = '', h.number) AS is_cancelled, min(time) AS known_at
  FROM order_history h GROUP BY order_id);

CREATE VIEW analytics_order_lines AS
SELECT order_id, line.lineId AS line_id, line.sku AS sku, line.quantity.value / pow(10, line.quantity.scale) AS quantity,
  line.amount.currency AS currency, line.unitPrice.amount AS unit_price_minor,
  decimalOf(unit_price_minor, currency) AS unit_price, line.amount.amount AS amount_minor,
  decimalOf(amount_minor, currency) AS amount
FROM (
  SELECT order_id, argMaxIf(lines, number, terms.3 != '') AS last, argMax(terms.3 = '', number) AS is_cancelled
  FROM order_history GROUP BY order_id)
ARRAY JOIN if(is_cancelled, [], last) AS line;

CREATE VIEW analytics_sales AS
SELECT day, order_id, customer_id, salesperson_id, shop_id, orders, currency, signed_minor,
  decimalOf(signed_minor, currency) AS signed, delivered_minor, decimalOf(delivered_minor, currency) AS delivered,
  received_minor, decimalOf(received_minor, currency) AS received, event_type, known_at, event_source, event_stream,
  event_number
FROM (
  -- An amendment takes back what was, and counts what is.
  SELECT day, order_id, customer_id, row.1.1 AS salesperson_id, row.1.2 AS shop_id, row.1.3 AS currency, row.2 AS orders,
    row.2 * row.1.4 AS signed_minor, 0 AS delivered_minor, 0 AS received_minor, type AS event_type, time AS known_at,
    source AS event_source, stream AS event_stream, number AS event_number
  FROM order_history
  ARRAY JOIN multiIf(
    type IN ('joinery.sales.order.confirmed', 'joinery.sales.order.reinstated'), [(terms, 1)],
    type = 'joinery.sales.order.amended', [(old, -1), (terms, 1)], [(old, -1)]) AS row
  UNION ALL
  SELECT coalesce(onDay(d.cancelledOn), onDay(d.deliveredOn)), d.orderId, d.customerId, d.salespersonId, d.shop,
    d.amount.currency, 0, 0, if(type = 'joinery.sales.delivery.noted', 1, -1) * d.amount.amount, 0, type, time, source,
    stream, number
  FROM events WHERE type IN ('joinery.sales.delivery.noted', 'joinery.sales.delivery.cancelled')
  UNION ALL
  SELECT onDay(d.`on`), d.orderId, d.customerId, d.salespersonId, d.shop, d.amount.currency, 0, 0, 0,
    if(type = 'joinery.finance.credit.allocated', 1, -1) * d.amount.amount, type, time, source, stream, number
  FROM events
  WHERE type IN ('joinery.finance.credit.allocated', 'joinery.finance.allocation.reversed') AND d.orderId IS NOT NULL);

CREATE VIEW analytics_deliveries AS
SELECT delivery_id, number, order_id, customer_id, salesperson_id, shop_id, warehouse, delivered_on, cancelled_on, currency,
  amount_minor, decimalOf(amount_minor, currency) AS amount
FROM (
  SELECT subject AS delivery_id, any(d.number) AS number, any(d.orderId) AS order_id, any(d.customerId) AS customer_id,
    any(d.salespersonId) AS salesperson_id, any(d.shop) AS shop_id, any(d.warehouse) AS warehouse,
    any(onDay(d.deliveredOn)) AS delivered_on, any(onDay(d.cancelledOn)) AS cancelled_on,
    any(d.amount.currency) AS currency, any(d.amount.amount) AS amount_minor
  FROM events WHERE type IN ('joinery.sales.delivery.noted', 'joinery.sales.delivery.cancelled') GROUP BY subject);

-- What is open of receivables; and what a customer has paid ahead, which is what stands on the account `deposits`.
CREATE VIEW analytics_receivable_changes AS
SELECT day, receivable_id, customer_id, order_id, due_on, currency, open_change_minor,
  decimalOf(open_change_minor, currency) AS open_change, credit_change_minor,
  decimalOf(credit_change_minor, currency) AS credit_change, event_type, known_at, event_source, event_stream, event_number
FROM (
  SELECT coalesce(onDay(d.`on`), onDay(d.creditedOn)) AS day, d.receivableId AS receivable_id, d.customerId AS customer_id,
    d.orderId AS order_id,
    if(type IN ('joinery.finance.receivable.opened', 'joinery.finance.receivable.amended'), onDay(d.dueOn), NULL) AS due_on,
    d.amount.currency AS currency,
    multiIf(type = 'joinery.finance.receivable.opened', d.amount.amount,
      type = 'joinery.finance.receivable.amended', d.amount.amount - d.previousAmount.amount,
      type = 'joinery.finance.credit_note.posted', d.surplus.amount - d.amount.amount,
      type IN ('joinery.finance.allocation.reversed', 'joinery.finance.receivable.reinstated'), d.amount.amount,
      -d.amount.amount) AS open_change_minor,
    0 AS credit_change_minor, type AS event_type, time AS known_at, source AS event_source, stream AS event_stream,
    number AS event_number
  FROM events
  WHERE type IN ('joinery.finance.receivable.opened', 'joinery.finance.receivable.amended',
    'joinery.finance.receivable.cancelled', 'joinery.finance.receivable.reinstated', 'joinery.finance.credit.allocated',
    'joinery.finance.allocation.reversed', 'joinery.finance.credit_note.posted')
  UNION ALL
  SELECT onDay(d.entry.`on`), NULL, d.customerId, d.orderId, NULL, line.credit.currency, 0,
    line.credit.amount - line.debit.amount, type, time, source, stream, number
  FROM events ARRAY JOIN d.entry.lines AS line
  WHERE line.account = 'deposits' AND type IN ('joinery.finance.receivable.opened', 'joinery.finance.receivable.amended',
    'joinery.finance.receivable.cancelled', 'joinery.finance.credit.allocated', 'joinery.finance.allocation.reversed',
    'joinery.finance.credit_note.posted', 'joinery.finance.receipt.posted', 'joinery.finance.receipt.reversed',
    'joinery.finance.refund.posted'));

CREATE VIEW analytics_receivables AS
SELECT receivable_id, customer_id, order_id, kind, last.1 AS label, last.2 AS due_on, is_cancelled, currency, amount_minor,
  decimalOf(amount_minor, currency) AS amount, open_minor, decimalOf(open_minor, currency) AS open
FROM (
  SELECT d.receivableId AS receivable_id, any(d.customerId) AS customer_id,
    anyIf(d.orderId, type = 'joinery.finance.receivable.opened') AS order_id,
    anyIf(d.kind, type = 'joinery.finance.receivable.opened') AS kind,
    argMaxIf((d.label, onDay(d.dueOn)), e.number, d.dueOn IS NOT NULL) AS last,
    toUInt8(argMaxIf(type, e.number, type IN ('joinery.finance.receivable.cancelled', 'joinery.finance.receivable.reinstated'))
      = 'joinery.finance.receivable.cancelled') AS is_cancelled,
    any(d.amount.currency) AS currency,
    sumIf(d.amount.amount - d.previousAmount.amount,
      type IN ('joinery.finance.receivable.opened', 'joinery.finance.receivable.amended')) AS amount_minor
  FROM events e
  WHERE type IN ('joinery.finance.receivable.opened', 'joinery.finance.receivable.amended',
    'joinery.finance.receivable.cancelled', 'joinery.finance.receivable.reinstated')
  GROUP BY receivable_id) r
JOIN (
  SELECT receivable_id, sum(open_change_minor) AS open_minor FROM analytics_receivable_changes
  WHERE receivable_id IS NOT NULL GROUP BY receivable_id) o USING (receivable_id);

CREATE VIEW analytics_receipts AS
SELECT receipt_id, number, customer_id, order_id, salesperson_id, method, received_on,
  if(is_reversed, reversed, NULL) AS reversed_on, currency, amount_minor, decimalOf(amount_minor, currency) AS amount
FROM (
  SELECT subject AS receipt_id, any(d.number) AS number, any(d.customerId) AS customer_id, any(d.orderId) AS order_id,
    any(d.salespersonId) AS salesperson_id, any(d.method) AS method, any(onDay(d.receivedOn)) AS received_on,
    countIf(type = 'joinery.finance.receipt.reversed') > 0 AS is_reversed,
    maxIf(onDay(d.`on`), type = 'joinery.finance.receipt.reversed') AS reversed, any(d.amount.currency) AS currency,
    any(d.amount.amount) AS amount_minor
  FROM events WHERE type IN ('joinery.finance.receipt.posted', 'joinery.finance.receipt.reversed') GROUP BY subject);

CREATE VIEW analytics_cash AS
WITH type IN ('joinery.finance.receipt.posted', 'joinery.finance.expense.reversed', 'joinery.finance.payment.reversed') AS is_in
SELECT coalesce(onDay(d.receivedOn), onDay(d.refundedOn), onDay(d.spentOn), onDay(d.paidOn), onDay(d.`on`)) AS day,
  d.method AS method, d.number AS number, d.customerId AS customer_id, d.amount.currency AS currency,
  if(is_in, d.amount.amount, 0) AS money_in_minor, decimalOf(money_in_minor, currency) AS money_in,
  if(is_in, 0, d.amount.amount) AS money_out_minor, decimalOf(money_out_minor, currency) AS money_out, type AS event_type,
  time AS known_at, source AS event_source, stream AS event_stream, e.number AS event_number
FROM events e
WHERE d.method IS NOT NULL AND type IN ('joinery.finance.receipt.posted', 'joinery.finance.receipt.reversed',
  'joinery.finance.refund.posted', 'joinery.finance.expense.recorded', 'joinery.finance.expense.paid',
  'joinery.finance.expense.reversed', 'joinery.finance.commission.paid', 'joinery.finance.payment.posted',
  'joinery.finance.payment.reversed');

CREATE VIEW analytics_expenses AS
SELECT coalesce(onDay(d.spentOn), onDay(d.`on`)) AS day, d.number AS number, d.category AS category, d.item AS item,
  d.salespersonId AS salesperson_id, d.shop AS shop_id, d.campaignId AS campaign_id, d.customerId AS customer_id,
  d.amount.currency AS currency, if(type = 'joinery.finance.expense.recorded', 1, -1) * d.amount.amount AS amount_minor,
  decimalOf(amount_minor, currency) AS amount, type AS event_type, time AS known_at, source AS event_source,
  stream AS event_stream, e.number AS event_number
FROM events e WHERE type IN ('joinery.finance.expense.recorded', 'joinery.finance.expense.reversed');

CREATE VIEW analytics_commissions AS
SELECT coalesce(onDay(d.`on`), onDay(d.paidOn)) AS day, d.salespersonId AS salesperson_id, d.orderId AS order_id,
  d.customerId AS customer_id, d.amount.currency AS currency,
  if(type = 'joinery.finance.commission.accrued', d.amount.amount, 0) AS accrued_minor,
  decimalOf(accrued_minor, currency) AS accrued,
  if(type = 'joinery.finance.commission.adjusted', d.amount.amount, 0) AS adjusted_minor,
  decimalOf(adjusted_minor, currency) AS adjusted,
  if(type = 'joinery.finance.commission.paid', d.amount.amount, 0) AS paid_minor, decimalOf(paid_minor, currency) AS paid,
  type AS event_type, time AS known_at, source AS event_source, stream AS event_stream, number AS event_number
FROM events
WHERE type IN ('joinery.finance.commission.accrued', 'joinery.finance.commission.adjusted',
  'joinery.finance.commission.paid');

-- A later evaluation takes the place of the earlier one, and a request counts for the crew to which it was given last.
CREATE VIEW analytics_service AS
SELECT day, job_id, customer_id, nullIf(row.1, '') AS crew_id, row.2 AS installations, row.3 AS problems, row.4 AS scores,
  row.5 AS answers, row.6 AS requests, row.7 AS resolved, row.8 AS on_time, currency, row.9 AS cost_minor,
  decimalOf(cost_minor, currency) AS cost, event_type, known_at, event_source, event_stream, event_number
FROM (
  SELECT subject AS job_id, d.customerId AS customer_id, type AS event_type, time AS known_at, source AS event_source,
    stream AS event_stream, number AS event_number,
    coalesce(onDay(d.completedOn), onDay(d.evaluatedOn), onDay(d.requestedOn), onDay(d.resolvedOn),
      companyDay(d.occurredAt)) AS day,
    if(d.labour.currency = '', 'CNY', d.labour.currency) AS currency,
    d.labour.amount + arraySum(x -> x.cost.amount, d.parts) AS spent, ifNull(d.crewId, '') AS crew, d.onTime AS in_time,
    toInt64(length(d.problems)) AS found, arraySum(mapValues(d.scores)) AS score, toInt64(length(d.scores)) AS answered,
    if(type = 'joinery.aftersales.service.assigned', d.crewId, NULL) AS given_to,
    ifNull(last_value(given_to) OVER past, '') AS crew_before,
    lagInFrame((score, answered), 1) OVER same AS before
  FROM events
  WHERE type IN ('joinery.aftersales.installation.completed', 'joinery.aftersales.installation.evaluated',
    'joinery.aftersales.service.requested', 'joinery.aftersales.service.assigned', 'joinery.aftersales.service.resolved')
  WINDOW past AS (PARTITION BY subject ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
    same AS (PARTITION BY subject, type ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
ARRAY JOIN multiIf(
  event_type = 'joinery.aftersales.installation.completed', [(crew, 1, found, 0, 0, 0, 0, 0, 0)],
  event_type = 'joinery.aftersales.installation.evaluated', [
    (crew, 0, 0, score - before.1, answered - before.2, 0, 0, 0, 0)],
  event_type = 'joinery.aftersales.service.requested', [('', 0, 0, 0, 0, 1, 0, 0, 0)],
  event_type = 'joinery.aftersales.service.resolved', [
    (crew_before, 0, 0, 0, 0, 0, 1, if(ifNull(in_time, true), 1, 0), spent)],
  given_to IS NOT NULL AND given_to != crew_before, [
    (crew_before, 0, 0, 0, 0, -1, 0, 0, 0), (crew, 0, 0, 0, 0, 1, 0, 0, 0)],
  []) AS row;

CREATE VIEW analytics_installations AS
SELECT subject AS installation_id, any(d.customerId) AS customer_id, any(d.orderId) AS order_id,
  argMaxIf(tuple(if(type = 'joinery.aftersales.installation.cancelled', NULL, d.crewId)), number,
    type != 'joinery.aftersales.installation.planned').1 AS crew_id,
  multiIf(completed_on IS NOT NULL, 'completed', cancelled_on IS NOT NULL, 'cancelled', scheduled_on IS NOT NULL,
    'scheduled', 'planned') AS state,
  anyIf(onDay(d.deliveredOn), type = 'joinery.aftersales.installation.planned') AS delivered_on,
  argMaxIf(onDay(d.`on`), number, type = 'joinery.aftersales.installation.scheduled') AS scheduled_on,
  any(onDay(d.completedOn)) AS completed_on, any(onDay(d.cancelledOn)) AS cancelled_on,
  anyIf(toNullable(length(d.problems)), type = 'joinery.aftersales.installation.completed') AS problems
FROM events
WHERE type IN ('joinery.aftersales.installation.planned', 'joinery.aftersales.installation.scheduled',
  'joinery.aftersales.installation.completed', 'joinery.aftersales.installation.cancelled')
GROUP BY subject HAVING countIf(type = 'joinery.aftersales.installation.planned') > 0;

CREATE VIEW analytics_evaluations AS
SELECT installation_id, customer_id, crew_id, evaluated_on, last.1 AS scores, last.2 AS answers,
  if(answers = 0, NULL, round(scores / answers, 2)) AS score
FROM (
  SELECT subject AS installation_id, any(d.customerId) AS customer_id, argMax(d.crewId, number) AS crew_id,
    argMax(onDay(d.evaluatedOn), number) AS evaluated_on,
    argMax((arraySum(mapValues(d.scores)), length(d.scores)), number) AS last
  FROM events WHERE type = 'joinery.aftersales.installation.evaluated' GROUP BY subject);

CREATE VIEW analytics_service_requests AS
SELECT request_id, number, customer_id, kind, given_to.1 AS crew_id, given_to.2 AS employee_id, given_to.3 AS outlet_id,
  multiIf(confirmed_on IS NOT NULL, 'confirmed', resolved_on IS NOT NULL, 'resolved',
    coalesce(given_to.1, given_to.2, given_to.3) IS NOT NULL, 'assigned', 'requested') AS state,
  requested_on, resolved_on, confirmed_on, decision
FROM (
  SELECT subject AS request_id, any(d.number) AS number, any(d.customerId) AS customer_id, any(d.kind) AS kind,
    argMaxIf((d.crewId, d.employeeId, d.outlet), e.number, type = 'joinery.aftersales.service.assigned') AS given_to,
    any(onDay(d.requestedOn)) AS requested_on, argMax(onDay(d.resolvedOn), e.number) AS resolved_on,
    argMax(onDay(d.confirmedOn), e.number) AS confirmed_on, argMax(d.decision, e.number) AS decision
  FROM events e
  WHERE type IN ('joinery.aftersales.service.requested', 'joinery.aftersales.service.assigned',
    'joinery.aftersales.service.resolved', 'joinery.aftersales.service.confirmed')
  GROUP BY subject HAVING countIf(type = 'joinery.aftersales.service.requested') > 0);
