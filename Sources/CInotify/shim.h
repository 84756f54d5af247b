#pragma once
// libinotifytools: the instance, next_event, names and limits; watches are added on its descriptor by inotify(7) itself.
#include <inotifytools/inotify.h>
#include <inotifytools/inotifytools.h>
#include <sys/inotify.h>

static inline const char *qmd_inotify_name(const struct inotify_event *event) { return event->len ? event->name : ""; }
