#pragma once
#include <curl/curl.h>

// curl_easy_setopt is variadic, which Swift does not import: one function for each kind of argument. The parentheses
// keep out the macro of the same name, which wants the option as a constant.

static inline CURLcode joinery_curl_set_number(CURL *handle, CURLoption option, long value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode joinery_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode joinery_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode joinery_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
  return (curl_easy_setopt)(handle, option, value);
}

typedef size_t (*joinery_curl_receive)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode joinery_curl_set_receive(CURL *handle, joinery_curl_receive receive) {
  return (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, receive);
}

static inline CURLcode joinery_curl_status(CURL *handle, long *status) {
  return (curl_easy_getinfo)(handle, CURLINFO_RESPONSE_CODE, status);
}

static inline CURLcode joinery_curl_set_socket(CURL *handle, curl_opensocket_callback open, void *context) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, open);
  return code == CURLE_OK ? (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETDATA, context) : code;
}

static inline CURLcode joinery_curl_set_send(CURL *handle, curl_read_callback send, void *context) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_READFUNCTION, send);
  return code == CURLE_OK ? (curl_easy_setopt)(handle, CURLOPT_READDATA, context) : code;
}

static inline CURLcode joinery_curl_size(CURL *handle, CURLINFO info, curl_off_t *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLMcode joinery_curl_multi_set_number(CURLM *handle, CURLMoption option, long value) {
  return (curl_multi_setopt)(handle, option, value);
}
