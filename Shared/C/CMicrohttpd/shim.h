#pragma once
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>

/// What a daemon is started with; MHD_start_daemon takes it as variadic arguments.
struct joinery_mhd_start {
  /// Told a request's target, NUL at its end, before the library takes it apart; what it returns stands for the request
  /// until the access callback says otherwise.
  void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
  MHD_AccessHandlerCallback access;
  MHD_NotifyConnectionCallback connection;
  MHD_RequestCompletedCallback completed;
  /// Passed to each of the callbacks.
  void *context;
  int listening_socket;
  unsigned int maximum_connections;
  unsigned int idle_seconds;
  size_t connection_memory;
  /// PEM texts; null without TLS.
  const char *private_key;
  const char *certificate;
};

/// Leaves paths and queries percent-encoded, so that the caller sees `%00` and malformed text.
static inline size_t joinery_mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

static inline struct MHD_Daemon *joinery_mhd_start_daemon(const struct joinery_mhd_start *start) {
  unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)start->private_key},
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)start->certificate},
      {MHD_OPTION_END, 0, NULL},
  };
  struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
  int encrypted = start->private_key != NULL;
  return MHD_start_daemon(
      encrypted ? flags | MHD_USE_TLS : flags, 0, NULL, NULL, start->access, start->context,
      MHD_OPTION_LISTEN_SOCKET, (MHD_socket)start->listening_socket,
      MHD_OPTION_URI_LOG_CALLBACK, start->target, start->context,
      MHD_OPTION_NOTIFY_CONNECTION, start->connection, start->context,
      MHD_OPTION_NOTIFY_COMPLETED, start->completed, start->context,
      MHD_OPTION_UNESCAPE_CALLBACK, joinery_mhd_keep_escapes, NULL,
      MHD_OPTION_CONNECTION_LIMIT, start->maximum_connections,
      MHD_OPTION_CONNECTION_TIMEOUT, start->idle_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, start->connection_memory,
      MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_ARRAY, encrypted ? tls : none, MHD_OPTION_END);
}

/// Called where a request begins. The library (0.9.75) takes the first field `Cookie` apart, each cookie at some 64 bytes
/// of the memory for a head, and drops the connection without an answer where that is used up: some hundred cookies do.
/// Here it finds an empty one first, and the others stay among the fields as they were sent.
static inline void joinery_mhd_hide_cookies(struct MHD_Connection *connection) {
  MHD_set_connection_value_n(
      connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_COOKIE, sizeof MHD_HTTP_HEADER_COOKIE - 1, "", 0);
}

/// A certificate chain with its key, PEM texts; null where they are none or do not belong together. Freed with
/// gnutls_certificate_free_credentials.
static inline gnutls_certificate_credentials_t joinery_tls_credentials(const char *certificate, const char *key) {
  gnutls_certificate_credentials_t made;
  if (gnutls_certificate_allocate_credentials(&made) != GNUTLS_E_SUCCESS) return NULL;
  gnutls_datum_t chain = {(unsigned char *)certificate, (unsigned int)strlen(certificate)};
  gnutls_datum_t private_key = {(unsigned char *)key, (unsigned int)strlen(key)};
  if (gnutls_certificate_set_x509_key_mem(made, &chain, &private_key, GNUTLS_X509_FMT_PEM) >= 0) return made;
  gnutls_certificate_free_credentials(made);
  return NULL;
}

/// What a connection shows its client in its handshake, instead of what the daemon was started with. Nothing without TLS.
static inline void joinery_mhd_show(struct MHD_Connection *connection, gnutls_certificate_credentials_t credentials) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  if (info == NULL || info->tls_session == NULL) return;
  gnutls_credentials_set((gnutls_session_t)info->tls_session, GNUTLS_CRD_CERTIFICATE, credentials);
}

/// What the application attached to the TCP connection.
static inline void *joinery_mhd_socket_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info == NULL ? NULL : info->socket_context;
}

static inline int joinery_mhd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == NULL ? -1 : info->connect_fd;
}

static inline const struct sockaddr *joinery_mhd_peer(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info == NULL ? NULL : info->client_addr;
}

/// Bytes of the request line and the header; valid in the access callback.
static inline size_t joinery_mhd_head_bytes(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info == NULL ? 0 : info->header_size;
}

/// For an answer to HEAD of unknown length: the library would send the last chunk of a body that must not be there.
static inline void joinery_mhd_send_without_chunks(struct MHD_Response *response) {
  MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
}

/// Bytes that a TCP socket has received since it was accepted (tcpi_bytes_received, which glibc's tcp_info lacks and
/// whose offset is part of the kernel's interface); 0 if the kernel does not tell.
static inline unsigned long long joinery_bytes_received(int socket) {
  struct {
    unsigned char before[128];
    unsigned long long bytes_received;
  } info;
  memset(&info, 0, sizeof info);
  socklen_t length = sizeof info;
  const int tcp_info = 11;
  return getsockopt(socket, IPPROTO_TCP, tcp_info, &info, &length) == 0 ? info.bytes_received : 0;
}
