#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <sys/eventfd.h>

/// Enqueues a copy of one record. Swift cannot fill the unions of `rd_kafka_vu_t` without unsafe casts.
/// The header list is the library's afterwards, unless this fails: then it stays the caller's.
static inline rd_kafka_resp_err_t joinery_produce(rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition,
                                                  const void *key, size_t key_size, const void *value,
                                                  size_t value_size, rd_kafka_headers_t *headers, void *opaque) {
  rd_kafka_vu_t fields[] = {
      {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic},
      {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition},
      {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
      {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)key, key_size}},
      {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)value, value_size}},
      {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
      {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = opaque},
  };
  rd_kafka_error_t *error = rd_kafka_produceva(client, fields, sizeof(fields) / sizeof(*fields));
  if (!error)
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  return code;
}
