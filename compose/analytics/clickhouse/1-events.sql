-- What arrives, and which events are known of it. Runs once, in this order: 1-events, 2-views, 3-topics.

CREATE DATABASE IF NOT EXISTS joinery;
USE joinery;

-- The company's zone, which decides the business day of an instant (JOINERY_TIME_ZONE of the services).
CREATE FUNCTION IF NOT EXISTS companyDay AS (instant) ->
  toDate32(toTimeZone(parseDateTime64BestEffortOrNull(instant, 3, 'UTC'), 'Asia/Shanghai'));

-- Records as they come: headers, the JSON of the event, and when the broker got it. Kept nowhere.
CREATE TABLE incoming (headers Map(String, String), value String, arrived DateTime64(3, 'UTC')) ENGINE = Null;

-- Every event that was ever read, once, whatever came twice, late or in another order: it is known by the store that wrote
-- it (source), its stream, its number there, and the epoch under which it was sent. Of an event that came twice the copy
-- that came last is kept. `d` names all that is taken of an event: no name, no phone, no address and no word
-- written of a customer, so that nothing has to be forgotten here when a person is erased.
CREATE MATERIALIZED VIEW arrivals
ENGINE = ReplacingMergeTree(version) ORDER BY (source, stream, number, epoch)
AS SELECT
  replaceOne(headers['ce_source'], 'joinery/', '') AS source,
  toUInt16OrZero(headers['ce_stream']) AS stream,
  toUInt64OrZero(headers['ce_streamsequence']) AS number,
  headers['ce_streamepoch'] AS epoch,
  headers['ce_id'] AS id,
  -- Versions of one event have the same fields where it matters here.
  replaceRegexpOne(headers['ce_type'], '\\.v[0-9]+$', '') AS type,
  parseDateTime64BestEffortOrZero(headers['ce_time'], 3, 'UTC') AS time,
  headers['ce_subject'] AS subject,
  toUInt64(toUnixTimestamp64Milli(arrived)) AS version,
  JSONExtract(value, 'Tuple(
    customerId Nullable(String), leadId Nullable(String), intoLeadId Nullable(String), orderId Nullable(String), receivableId Nullable(String),
    installationId Nullable(String), requestId Nullable(String), activityId Nullable(String), campaignId Nullable(String),
    number Nullable(String), kind Nullable(String), label Nullable(String), category Nullable(String),
    item Nullable(String), method Nullable(String), channel Nullable(String), code Nullable(String),
    salespersonId Nullable(String), designerId Nullable(String), employeeId Nullable(String), ownerId Nullable(String),
    shop Nullable(String), crewId Nullable(String), outlet Nullable(String), warehouse Nullable(String),
    decision Nullable(String), `from` Nullable(String), `to` Nullable(String),
    inProfile Nullable(Bool), onTime Nullable(Bool),
    capturedOn Nullable(String), changedOn Nullable(String), editedOn Nullable(String), signedOn Nullable(String),
    amendedOn Nullable(String), cancelledOn Nullable(String), reinstatedOn Nullable(String), deliveredOn Nullable(String), `on` Nullable(String),
    dueOn Nullable(String), receivedOn Nullable(String), refundedOn Nullable(String), creditedOn Nullable(String),
    spentOn Nullable(String), paidOn Nullable(String), completedOn Nullable(String), evaluatedOn Nullable(String),
    requestedOn Nullable(String), resolvedOn Nullable(String), confirmedOn Nullable(String), at Nullable(String), occurredAt Nullable(String),
    amount Tuple(amount Int64, currency String), previousAmount Tuple(amount Int64, currency String),
    surplus Tuple(amount Int64, currency String), labour Tuple(amount Int64, currency String),
    source Tuple(channel String, campaignId Nullable(String), partnerId Nullable(String),
      referrerCustomerId Nullable(String)),
    profile Tuple(source Tuple(channel String, campaignId Nullable(String), partnerId Nullable(String),
      referrerCustomerId Nullable(String))),
    terms Tuple(total Tuple(amount Int64, currency String), promisedOn Nullable(String),
      lines Array(Tuple(lineId String, sku Nullable(String), quantity Tuple(value Int64, scale UInt8),
        unitPrice Tuple(amount Int64, currency String), amount Tuple(amount Int64, currency String)))),
    entry Tuple(`on` Nullable(String), lines Array(Tuple(account String, debit Tuple(amount Int64, currency String),
      credit Tuple(amount Int64, currency String)))),
    problems Array(Tuple(cause String)), scores Map(String, Int64),
    parts Array(Tuple(cost Tuple(amount Int64, currency String))))') AS d,
  -- Names of employees, shops and crews, which codes are shown by; of nothing else.
  if(type IN ('joinery.leads.employee.changed', 'joinery.leads.shop.changed', 'joinery.aftersales.crew.changed'),
    JSONExtractString(value, 'name'), '') AS name
FROM incoming
WHERE number > 0 AND source IN ('leads', 'sales', 'finance', 'aftersales');

-- What each service says of itself again and again: the last number of each stream of a partition. Of each epoch the first
-- and the last such head are kept.
CREATE MATERIALIZED VIEW heads
ENGINE = AggregatingMergeTree ORDER BY (source, epoch, partition, partitions)
AS SELECT
  replaceOne(headers['ce_source'], 'joinery/', '') AS source, headers['ce_streamepoch'] AS epoch,
  JSONExtractUInt(value, 'partition') AS partition, JSONExtractUInt(value, 'partitions') AS partitions,
  minState(head_time) AS first_time, maxState(head_time) AS last_time,
  argMinState(JSONExtract(value, 'numbers', 'Map(String, UInt64)'), head_time) AS first_numbers,
  argMaxState(JSONExtract(value, 'numbers', 'Map(String, UInt64)'), head_time) AS last_numbers
FROM (SELECT headers, value, parseDateTime64BestEffortOrZero(headers['ce_time'], 3, 'UTC') AS head_time FROM incoming)
WHERE endsWith(headers['ce_type'], '.heads.v1') AND partitions > 0
GROUP BY source, epoch, partition, partitions;

-- Where a stream stood when an epoch began, and where it stands.
CREATE VIEW stream_heads AS
SELECT source, epoch, stream, min(first) AS began, argMin(first_number, first) AS began_at,
  argMax(last_number, last) AS stands_at
FROM (
  SELECT source, epoch, arrayJoin(arrayFilter(x -> x % partitions = partition, range(256))) AS stream,
    minMerge(first_time) AS first, maxMerge(last_time) AS last,
    argMinMerge(first_numbers)[toString(stream)] AS first_number,
    argMaxMerge(last_numbers)[toString(stream)] AS last_number
  FROM heads GROUP BY source, epoch, partition, partitions)
GROUP BY source, epoch, stream;

-- A store that was put back from a backup goes on under a new epoch: what the epochs before had beyond its beginning never
-- happened, whenever it arrives. An event that was sent under several epochs is one event.
CREATE VIEW events AS
SELECT a.source AS source, a.stream AS stream, a.number AS number, a.epoch AS epoch, a.id AS id, a.type AS type,
  a.time AS time, a.subject AS subject, a.d AS d, a.name AS name
FROM arrivals a
LEFT JOIN (
  SELECT e.source AS source, later.stream AS stream, e.epoch AS epoch, any(e.began) AS began,
    min(if(later.began > e.began, later.began_at, 18446744073709551615)) AS upto
  FROM (SELECT source, epoch, min(began) AS began FROM stream_heads GROUP BY source, epoch) e
  JOIN stream_heads later ON later.source = e.source
  GROUP BY source, stream, epoch) h
  ON h.source = a.source AND h.stream = a.stream AND h.epoch = a.epoch
WHERE h.epoch = '' OR a.number <= h.upto
ORDER BY source, stream, number, h.began DESC, a.version DESC
LIMIT 1 BY source, stream, number;

-- What is missing: numbers that a service has told of, and events of them that are here. `joinery replay` writes a service's
-- events into its topic again.
CREATE VIEW missing AS
SELECT h.source AS source, h.stream AS stream, h.stands_at AS told, e.read AS read, told - read AS missing
FROM (SELECT source, stream, argMax(stands_at, began) AS stands_at FROM stream_heads GROUP BY source, stream) h
LEFT JOIN (SELECT source, stream, count() AS read FROM events GROUP BY source, stream) e
  ON e.source = h.source AND e.stream = h.stream
WHERE told > read;
