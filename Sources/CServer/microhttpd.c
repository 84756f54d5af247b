#include "CServer.h"
#include <dlfcn.h>
#include <microhttpd.h>
#include <pthread.h>

static struct {
  struct MHD_Daemon *(*start)(unsigned, uint16_t, MHD_AcceptPolicyCallback, void *, MHD_AccessHandlerCallback, void *,
                              ...);
  __typeof__(&MHD_stop_daemon) stop;
  __typeof__(&MHD_get_connection_values) values;
  const union MHD_ConnectionInfo *(*info)(struct MHD_Connection *, enum MHD_ConnectionInfoType, ...);
  __typeof__(&MHD_create_response_from_buffer) create;
  __typeof__(&MHD_add_response_header) add;
  __typeof__(&MHD_queue_response) queue;
  __typeof__(&MHD_destroy_response) destroy;
  bool loaded;
} mhd;

static void load(void) {
  void *library = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  mhd.start = dlsym(library, "MHD_start_daemon");
  mhd.stop = dlsym(library, "MHD_stop_daemon");
  mhd.values = dlsym(library, "MHD_get_connection_values");
  mhd.info = dlsym(library, "MHD_get_connection_info");
  mhd.create = dlsym(library, "MHD_create_response_from_buffer");
  mhd.add = dlsym(library, "MHD_add_response_header");
  mhd.queue = dlsym(library, "MHD_queue_response");
  mhd.destroy = dlsym(library, "MHD_destroy_response");
  mhd.loaded = mhd.start && mhd.stop && mhd.values && mhd.info && mhd.create && mhd.add && mhd.queue && mhd.destroy;
}

bool qmd_httpd_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return mhd.loaded;
}

// Called once with the head, then with each piece of the body, then once more without any.
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *bytes, size_t *size, void **request) {
  const qmd_httpd_handler *handler = context;
  (void)version;
  if (!*request) {
    *request = handler->begin(handler->context, connection, method, path);
    return *request ? MHD_YES : MHD_NO;
  }
  if (*size > 0) {
    bool goes_on = handler->receive(*request, bytes, *size);
    *size = 0;
    return goes_on ? MHD_YES : MHD_NO;
  }
  handler->answer(*request, connection);
  return MHD_YES;
}

static void completed(void *context, struct MHD_Connection *connection, void **request,
                      enum MHD_RequestTerminationCode code) {
  const qmd_httpd_handler *handler = context;
  (void)connection, (void)code;
  if (*request) handler->forget(*request);
  *request = NULL;
}

// Who is at the other end is found out once for a connection; 0 stands for "not known".
static void notice(void *context, struct MHD_Connection *connection, void **socket_context,
                   enum MHD_ConnectionNotificationCode code) {
  (void)context;
  if (code != MHD_CONNECTION_NOTIFY_STARTED) return;
  const union MHD_ConnectionInfo *socket = mhd.info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  int64_t owner = socket ? qmd_peer_owner(socket->connect_fd) : -1;
  *socket_context = (void *)(intptr_t)(owner + 1);
}

void *qmd_httpd_start(int listener, unsigned threads, unsigned connections, unsigned timeout,
                      const qmd_httpd_handler *handler) {
  return mhd.start(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUPPRESS_DATE_NO_CLOCK, 0, NULL, NULL, handle,
                   (void *)handler, MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_THREAD_POOL_SIZE, threads,
                   MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT, timeout,
                   MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, completed, (void *)handler,
                   MHD_OPTION_NOTIFY_CONNECTION, notice, NULL, MHD_OPTION_END);
}

void qmd_httpd_stop(void *server) { mhd.stop(server); }

struct collecting {
  const qmd_httpd_handler *handler;
  void *request;
};

static enum MHD_Result collect(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
  struct collecting *to = context;
  (void)kind;
  to->handler->header(to->request, name, value ? value : "");
  return MHD_YES;
}

void qmd_httpd_headers(void *connection, const qmd_httpd_handler *handler, void *request) {
  struct collecting to = {handler, request};
  mhd.values(connection, MHD_HEADER_KIND, collect, &to);
}

int64_t qmd_httpd_peer(void *connection) {
  const union MHD_ConnectionInfo *known = mhd.info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return known ? (int64_t)(intptr_t)known->socket_context - 1 : -1;
}

bool qmd_httpd_respond(void *connection, unsigned status, const void *body, size_t size, const char *type,
                       const char *allow) {
  struct MHD_Response *response = mhd.create(size, (void *)body, MHD_RESPMEM_MUST_COPY);
  if (!response) return false;
  if (type) mhd.add(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
  if (allow) mhd.add(response, MHD_HTTP_HEADER_ALLOW, allow);
  enum MHD_Result queued = mhd.queue(connection, status, response);
  mhd.destroy(response);
  return queued == MHD_YES;
}
