#pragma once
// What a server needs of C: libmicrohttpd, opened on first use as libcurl is (it brings GnuTLS along, 1.3 ms of every
// start), and who is at the other end of a connection.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What is done with requests. A request is whatever `begin` gives, and stands for it until `forget`.
typedef struct {
  void *context;
  // The head of a request has been read.
  void *(*begin)(void *context, void *connection, const char *method, const char *path);
  // One line of the head; called in `begin` by qmd_httpd_headers.
  void (*header)(void *request, const char *name, const char *value);
  // Some bytes of the body; false ends the connection.
  bool (*receive)(void *request, const char *bytes, size_t size);
  // All has been read: to be answered by qmd_httpd_respond.
  void (*answer)(void *request, void *connection);
  void (*forget)(void *request);
} qmd_httpd_handler;

// True when libmicrohttpd.so.12 is loaded; safe to call again, from any thread.
bool qmd_httpd_open(void);

// The calls below may be made only after `qmd_httpd_open` said yes.

// Serves a listening socket, which it owns from here on, on so many threads; NULL when it cannot. `handler` must outlive
// the server. A connection that is silent for `timeout` seconds is closed.
void *qmd_httpd_start(int listener, unsigned threads, unsigned connections, unsigned timeout,
                      const qmd_httpd_handler *handler);
void qmd_httpd_stop(void *server);
void qmd_httpd_headers(void *connection, const qmd_httpd_handler *handler, void *request);
// Who owns the other end of the connection: a user's number, or -1 where that is not known.
int64_t qmd_httpd_peer(void *connection);
// The body is copied. `type` and `allow` are header values; NULL leaves the header away.
bool qmd_httpd_respond(void *connection, unsigned status, const void *body, size_t size, const char *type,
                       const char *allow);

// The user who owns the other end of a connected TCP socket, when that end is on this machine; else -1.
// By sock_diag(7), which looks up one socket, where /proc/net/tcp would be a walk over all of them.
int64_t qmd_peer_owner(int descriptor);
