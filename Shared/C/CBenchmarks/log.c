#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "statements.h"

static int failed(const char *what, const char *why) {
  fprintf(stderr, "benchmark: %s: %s\n", what, why);
  return -1;
}

/// The settings are those of the services' clients.
static rd_kafka_conf_t *settings(const char *brokers, const char *const (*own)[2], size_t count) {
  static const char *const common[][2] = {
      {"socket.nagle.disable", "true"}, {"client.id", "floor"}, {"reconnect.backoff.ms", "50"}};
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  char reason[512];
  int good = rd_kafka_conf_set(conf, "bootstrap.servers", brokers, reason, sizeof reason) == RD_KAFKA_CONF_OK;
  for (size_t index = 0; index < sizeof common / sizeof *common; index++)
    good = good && rd_kafka_conf_set(conf, common[index][0], common[index][1], reason, sizeof reason) == RD_KAFKA_CONF_OK;
  for (size_t index = 0; index < count; index++)
    good = good && rd_kafka_conf_set(conf, own[index][0], own[index][1], reason, sizeof reason) == RD_KAFKA_CONF_OK;
  if (good)
    return conf;
  failed("librdkafka", reason);
  rd_kafka_conf_destroy(conf);
  return NULL;
}

static rd_kafka_t *client(rd_kafka_type_t kind, rd_kafka_conf_t *conf) {
  char reason[512];
  if (conf == NULL)
    return NULL;
  rd_kafka_t *made = rd_kafka_new(kind, conf, reason, sizeof reason);
  if (made == NULL)
    failed("librdkafka", reason);
  return made;
}

struct sending {
  size_t acknowledged, failed;
};

static void reported(rd_kafka_t *producer, const rd_kafka_message_t *message, void *context) {
  (void)producer;
  struct sending *sending = context;
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
    sending->acknowledged++;
  else
    sending->failed++;
}

static rd_kafka_t *producer(const char *brokers, struct sending *sending) {
  static const char *const own[][2] = {{"compression.codec", "lz4"},
                                       {"linger.ms", "1"},
                                       {"queue.buffering.max.kbytes", "32768"},
                                       {"enable.idempotence", "true"},
                                       {"acks", "all"},
                                       {"message.timeout.ms", "0"}};
  rd_kafka_conf_t *conf = settings(brokers, own, sizeof own / sizeof *own);
  if (conf == NULL)
    return NULL;
  rd_kafka_conf_set_dr_msg_cb(conf, reported);
  rd_kafka_conf_set_opaque(conf, sending);
  return client(RD_KAFKA_PRODUCER, conf);
}

static rd_kafka_t *consumer(const char *brokers, const char *const *topics, int topic_count, int partitions) {
  static const char *const own[][2] = {{"group.id", "floor"},
                                       {"enable.auto.commit", "false"},
                                       {"enable.auto.offset.store", "false"},
                                       {"auto.offset.reset", "error"},
                                       {"fetch.wait.max.ms", "10"},
                                       {"fetch.max.bytes", "8388608"},
                                       {"queued.max.messages.kbytes", "16384"}};
  rd_kafka_t *made = client(RD_KAFKA_CONSUMER, settings(brokers, own, sizeof own / sizeof *own));
  if (made == NULL)
    return NULL;
  rd_kafka_poll_set_consumer(made);
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(topic_count * partitions);
  for (int topic = 0; topic < topic_count; topic++)
    for (int partition = 0; partition < partitions; partition++) {
      rd_kafka_topic_partition_list_add(list, topics[topic], partition);
      // On a log whose beginning is gone, from what is left.
      int64_t low = 0, high = 0;
      rd_kafka_query_watermark_offsets(made, topics[topic], partition, &low, &high, 10000);
      list->elems[list->cnt - 1].offset = low;
    }
  rd_kafka_assign(made, list);
  rd_kafka_topic_partition_list_destroy(list);
  return made;
}

static void add(rd_kafka_headers_t *headers, const char *name, const char *text) {
  if (text != NULL)
    rd_kafka_header_add(headers, name, -1, text, -1);
}

static void add_number(rd_kafka_headers_t *headers, const char *name, sqlite3_int64 number) {
  char text[24];
  snprintf(text, sizeof text, "%lld", number);
  add(headers, name, text);
}

static void add_time(rd_kafka_headers_t *headers, sqlite3_int64 milliseconds) {
  char text[40];
  time_t seconds = (time_t)(milliseconds / 1000);
  struct tm day;
  gmtime_r(&seconds, &day);
  size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &day);
  snprintf(text + length, sizeof text - length, ".%03dZ", (int)(milliseconds % 1000));
  add(headers, "ce_time", text);
}

/// One row of the event journal as a record with all headers of the envelope.
static rd_kafka_resp_err_t produce(rd_kafka_t *handle, rd_kafka_topic_t *topic, sqlite3_stmt *row, const char *source,
                                   const char *epoch, int partitions) {
#define text_of(column) (const char *)sqlite3_column_text(row, column)
  rd_kafka_headers_t *headers = rd_kafka_headers_new(16);
  add(headers, "ce_specversion", "1.0");
  add(headers, "ce_id", text_of(3));
  add(headers, "ce_source", source);
  add(headers, "ce_type", text_of(4));
  add_time(headers, sqlite3_column_int64(row, 7));
  add(headers, "ce_subject", text_of(6));
  add(headers, "ce_partitionkey", text_of(5));
  add_number(headers, "ce_stream", sqlite3_column_int64(row, 1));
  add(headers, "ce_streamepoch", epoch);
  add_number(headers, "ce_streamsequence", sqlite3_column_int64(row, 2));
  add(headers, "ce_correlationid", text_of(8));
  add(headers, "ce_causationid", text_of(9));
  add(headers, "ce_actor", text_of(10));
  add(headers, "content-type", "application/json");
  add(headers, "traceparent", text_of(11));
  add(headers, "tracestate", text_of(12));
  rd_kafka_vu_t fields[] = {
      {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic},
      {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = sqlite3_column_int(row, 1) % partitions},
      {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
      {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)text_of(5), (size_t)sqlite3_column_bytes(row, 5)}},
      {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)sqlite3_column_blob(row, 13), (size_t)sqlite3_column_bytes(row, 13)}},
      {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
  };
#undef text_of
  rd_kafka_error_t *error = rd_kafka_produceva(handle, fields, sizeof fields / sizeof *fields);
  if (error == NULL)
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  rd_kafka_headers_destroy(headers);
  return code;
}

double bench_publish(const char *path, const char *brokers, const char *topic_name, const char *source, int partitions) {
  sqlite3 *database;
  sqlite3_stmt *batch, *cursor;
  struct sending sending = {0, 0};
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
      sqlite3_exec(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(database,
                         "SELECT position, stream, number, id, type, key, subject, time, correlationid, causationid, actor, "
                         "traceparent, tracestate, data FROM event_journal WHERE position > ? ORDER BY position LIMIT 500",
                         -1, &batch, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(database, "UPDATE log_state SET published = ?", -1, &cursor, NULL) != SQLITE_OK)
    return failed(path, sqlite3_errmsg(database));
  rd_kafka_t *handle = producer(brokers, &sending);
  if (handle == NULL)
    return -1;
  rd_kafka_topic_t *topic = rd_kafka_topic_new(handle, topic_name, NULL);
  const struct rd_kafka_metadata *metadata;
  if (rd_kafka_metadata(handle, 0, topic, &metadata, 10000) == RD_KAFKA_RESP_ERR_NO_ERROR)
    rd_kafka_metadata_destroy(metadata);
  double begun = bench_seconds(), saved = begun;
  sqlite3_int64 position = 0;
  size_t sent = 0;
  int code, more = 1, good = 1;
  while (good && (more || sending.acknowledged < sent)) {
    size_t before = sent;
    sqlite3_bind_int64(batch, 1, position);
    while (good && more && sent - sending.acknowledged < 20000 && (code = sqlite3_step(batch)) == SQLITE_ROW) {
      rd_kafka_resp_err_t error;
      while ((error = produce(handle, topic, batch, source, "0198a2c4-0000-7000-8000-000000000000", partitions)) ==
             RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll(handle, 10);
      good = error == RD_KAFKA_RESP_ERR_NO_ERROR;
      if (!good)
        failed("produce", rd_kafka_err2str(error));
      position = sqlite3_column_int64(batch, 0);
      sent++;
    }
    sqlite3_reset(batch);
    if (sent == before && sent - sending.acknowledged < 20000)
      more = 0;
    rd_kafka_poll(handle, sent == before ? 1 : 0);
    if (bench_seconds() > saved + 0.2 || (!more && sending.acknowledged == sent)) {
      saved = bench_seconds();
      sqlite3_bind_int64(cursor, 1, (sqlite3_int64)sending.acknowledged);
      sqlite3_step(cursor);
      sqlite3_reset(cursor);
    }
    good = good && sending.failed == 0;
  }
  double elapsed = bench_seconds() - begun;
  rd_kafka_topic_destroy(topic);
  rd_kafka_destroy(handle);
  sqlite3_finalize(batch);
  sqlite3_finalize(cursor);
  sqlite3_close(database);
  return good ? (double)sent / elapsed : -1;
}

double bench_consume(const struct bench_capture *capture, const char *path, const char *brokers,
                     const char *const *topics, int topic_count, int partitions, size_t records) {
  struct bench_replayer replayer;
  if (bench_replayer_open(&replayer, capture, path) != 0)
    return -1;
  rd_kafka_t *handle = consumer(brokers, topics, topic_count, partitions);
  if (handle == NULL)
    return -1;
  size_t read = 0, done = 0;
  double begun = 0, patience = bench_seconds() + 30;
  int code = 0;
  while (code == 0 && read < records) {
    size_t batch = 0;
    rd_kafka_message_t *message;
    while (batch < 1000 && read + batch < records && (message = rd_kafka_consumer_poll(handle, batch == 0 ? 100 : 0)) != NULL) {
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        batch++;
      rd_kafka_message_destroy(message);
    }
    if (batch == 0) {
      if (bench_seconds() > patience)
        code = failed("the floor of P3", "the topics have fewer records than were expected");
      continue;
    }
    if (begun == 0)
      begun = bench_seconds();
    read += batch;
    size_t end = read == records ? capture->run_count : (size_t)((double)capture->run_count * (double)read / (double)records);
    code = bench_replayer_execute(&replayer, "BEGIN IMMEDIATE");
    if (code == 0)
      code = bench_replayer_run(&replayer, done, end);
    if (code == 0)
      code = bench_replayer_execute(&replayer, "COMMIT");
    done = end;
  }
  double elapsed = bench_seconds() - begun;
  bench_replayer_close(&replayer);
  rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  return code == 0 ? (double)read / elapsed : -1;
}

int bench_pass_on(const struct bench_capture *capture, const char *path, const char *other_path, const char *brokers,
                  const char *topic_name, double *seconds, int count) {
  struct bench_replayer here, there;
  struct sending sending = {0, 0};
  if (bench_replayer_open(&here, capture, path) != 0 || bench_replayer_open(&there, capture, other_path) != 0)
    return -1;
  rd_kafka_t *sender = producer(brokers, &sending), *reader = consumer(brokers, &topic_name, 1, 1);
  if (sender == NULL || reader == NULL)
    return -1;
  rd_kafka_topic_t *topic = rd_kafka_topic_new(sender, topic_name, NULL);
  int code = 0, done = 0;
  // What stands there from before, and the first connection.
  for (double end = bench_seconds() + 1; bench_seconds() < end;) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll(reader, 100);
    if (message != NULL)
      rd_kafka_message_destroy(message);
  }
  for (; done < count && code == 0; done++) {
    size_t first = capture->begins[done];
    size_t end = (size_t)done + 1 < capture->begin_count ? capture->begins[done + 1] : capture->run_count;
    code = bench_replayer_execute(&here, "BEGIN IMMEDIATE");
    if (code == 0)
      code = bench_replayer_run(&here, first, end);
    if (code == 0)
      code = bench_replayer_execute(&here, "COMMIT");
    double answered = bench_seconds();
    char value[1000];
    memset(value, 'x', sizeof value);
    if (code == 0 && rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, value, sizeof value, "key", 3, NULL) != 0)
      code = failed("produce", "the queue is full");
    rd_kafka_message_t *message = NULL;
    while (code == 0 && message == NULL) {
      rd_kafka_poll(sender, 0);
      message = rd_kafka_consumer_poll(reader, 1);
      if (message == NULL && bench_seconds() > answered + 10)
        code = failed("the floor of P4", "a record does not arrive");
    }
    if (message != NULL)
      rd_kafka_message_destroy(message);
    if (code == 0)
      code = bench_replayer_execute(&there, "BEGIN IMMEDIATE");
    if (code == 0)
      code = bench_replayer_run(&there, first, end);
    if (code == 0)
      code = bench_replayer_execute(&there, "COMMIT");
    seconds[done] = bench_seconds() - answered;
  }
  rd_kafka_flush(sender, 1000);
  rd_kafka_topic_destroy(topic);
  rd_kafka_destroy(sender);
  rd_kafka_destroy_flags(reader, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  bench_replayer_close(&here);
  bench_replayer_close(&there);
  return code == 0 ? done : -1;
}
