#pragma once
#include <sqlite3.h>
#include <stdint.h>

// Variadic in C, so out of Swift's reach; one typed wrapper per use.
static inline int qmd_sqlite_db_config(sqlite3 *db, int option, int on) {
  return sqlite3_db_config(db, option, on, (int *)0);
}

// SQLITE_TRANSIENT is a cast, which is not imported.
static inline int qmd_sqlite_bind_text(sqlite3_stmt *statement, int index, const void *text, int64_t count) {
  return sqlite3_bind_text64(statement, index, (const char *)text, (sqlite3_uint64)count, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int qmd_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int64_t count) {
  return sqlite3_bind_blob64(statement, index, bytes, (sqlite3_uint64)count, SQLITE_TRANSIENT);
}
static inline void qmd_sqlite_result_text(sqlite3_context *context, const void *text, int64_t count) {
  sqlite3_result_text64(context, (const char *)text, (sqlite3_uint64)count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// https://www.sqlite.org/fts5.html#extending_fts5: the one way to the FTS5 interface of a connection.
static inline fts5_api *qmd_sqlite_fts5(sqlite3 *db) {
  fts5_api *api = 0;
  sqlite3_stmt *statement = 0;
  if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, 0) == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", 0);
    sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  return api;
}

// Keeps -wal and -shm when the last connection closes, so that a reader without write access can still open.
static inline int qmd_sqlite_persist_wal(sqlite3 *db) {
  int on = 1;
  return sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}
