-- Reads the services' topics with their headers, from the beginning that they still have; last, so that nothing comes before
-- there is a place for it. Where the brokers are, and how they are reached, is said by `joinery_kafka` in ../config.xml. Any
-- consumer group will do: whatever comes twice is known.
USE joinery;

CREATE TABLE topics (value String) ENGINE = Kafka(joinery_kafka);

CREATE MATERIALIZED VIEW reading TO incoming AS
SELECT CAST((_headers.name, _headers.value), 'Map(String, String)') AS headers, value,
  ifNull(_timestamp_ms, now64(3)) AS arrived
FROM topics;
