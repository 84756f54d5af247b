#include "CCurl.h"
#include <dlfcn.h>
#include <pthread.h>

static struct {
  __typeof__(&curl_easy_init) init;
  __typeof__(&curl_easy_cleanup) cleanup;
  __typeof__(&curl_easy_perform) perform;
  __typeof__(&curl_easy_strerror) error_text;
  CURLcode (*setopt)(CURL *, CURLoption, ...);
  CURLcode (*getinfo)(CURL *, CURLINFO, ...);
  __typeof__(&curl_slist_append) append;
  __typeof__(&curl_slist_free_all) free_all;
  __typeof__(&curl_global_init) global_init;
  bool loaded;
} curl;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  curl.init = dlsym(library, "curl_easy_init");
  curl.cleanup = dlsym(library, "curl_easy_cleanup");
  curl.perform = dlsym(library, "curl_easy_perform");
  curl.error_text = dlsym(library, "curl_easy_strerror");
  curl.setopt = dlsym(library, "curl_easy_setopt");
  curl.getinfo = dlsym(library, "curl_easy_getinfo");
  curl.append = dlsym(library, "curl_slist_append");
  curl.free_all = dlsym(library, "curl_slist_free_all");
  curl.global_init = dlsym(library, "curl_global_init");
  curl.loaded = curl.init && curl.cleanup && curl.perform && curl.error_text && curl.setopt && curl.getinfo &&
                curl.append && curl.free_all && curl.global_init &&
                curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

bool qmd_curl_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return curl.loaded;
}

CURL *qmd_curl_init(void) { return curl.init(); }
void qmd_curl_cleanup(CURL *handle) { curl.cleanup(handle); }
CURLcode qmd_curl_perform(CURL *handle) { return curl.perform(handle); }
const char *qmd_curl_strerror(CURLcode code) { return curl.error_text(code); }
CURLcode qmd_curl_set_long(CURL *handle, CURLoption option, long value) { return curl.setopt(handle, option, value); }
CURLcode qmd_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
  return curl.setopt(handle, option, value);
}
CURLcode qmd_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return curl.setopt(handle, option, value);
}
CURLcode qmd_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
  return curl.setopt(handle, option, value);
}
CURLcode qmd_curl_get_long(CURL *handle, CURLINFO info, long *value) { return curl.getinfo(handle, info, value); }
CURLcode qmd_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
  return curl.getinfo(handle, info, value);
}
struct curl_slist *qmd_curl_append(struct curl_slist *list, const char *line) { return curl.append(list, line); }
void qmd_curl_free(struct curl_slist *list) { curl.free_all(list); }

CURLcode qmd_curl_set_sinks(CURL *handle, qmd_curl_sink body, qmd_curl_sink header, void *context) {
  CURLcode code = curl.setopt(handle, CURLOPT_WRITEFUNCTION, body);
  if (code == CURLE_OK) code = curl.setopt(handle, CURLOPT_WRITEDATA, context);
  if (code == CURLE_OK) code = curl.setopt(handle, CURLOPT_HEADERFUNCTION, header);
  if (code == CURLE_OK) code = curl.setopt(handle, CURLOPT_HEADERDATA, context);
  return code;
}
