#pragma once
// libcurl, opened on first use: a search that speaks to nobody never pays for loading it and its libraries (6 ms).
#include <curl/curl.h>
#include <stdbool.h>

// True when libcurl.so.4 is loaded; safe to call again, from any thread.
bool qmd_curl_open(void);

// The calls below may be made only after `qmd_curl_open` said yes.
CURL *qmd_curl_init(void);
void qmd_curl_cleanup(CURL *handle);
CURLcode qmd_curl_perform(CURL *handle);
const char *qmd_curl_strerror(CURLcode code);
CURLcode qmd_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode qmd_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode qmd_curl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode qmd_curl_set_pointer(CURL *handle, CURLoption option, const void *value);
CURLcode qmd_curl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode qmd_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value);
struct curl_slist *qmd_curl_append(struct curl_slist *list, const char *line);
void qmd_curl_free(struct curl_slist *list);

// Called with each piece of the body, or each line of the header; returns how many bytes it took, fewer to stop.
typedef size_t (*qmd_curl_sink)(const char *bytes, size_t size, size_t count, void *context);
CURLcode qmd_curl_set_sinks(CURL *handle, qmd_curl_sink body, qmd_curl_sink header, void *context);
