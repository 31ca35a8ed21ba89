#include "CPowerLoss.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

/// Bytes that were written since the last sync, and what stood there before.
struct change {
  struct change *earlier;
  sqlite3_int64 offset, size_before;
  int count, count_before;
  unsigned char *bytes, *before;
};

/// A file of a watched folder. It stays when it is closed: what was not synced is still not on the disk.
struct watched {
  struct watched *next;
  struct folder *folder;
  char *path;
  struct change *last;
};

struct folder {
  struct folder *next;
  char *path;
  int is_off;
  struct watched *files;
};

/// What SQLite holds of an open file; the usual VFS's own part follows it.
struct file {
  sqlite3_file base;
  struct watched *watched;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct folder *folders;
static sqlite3_vfs vfs, *usual;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((char *)file + sizeof(struct file)); }

static void forget(struct watched *watched) {
  while (watched->last) {
    struct change *change = watched->last;
    watched->last = change->earlier;
    free(change->bytes);
    free(change->before);
    free(change);
  }
}

/// Remembers what a write or a truncation takes away. Called before it happens.
static int remember(sqlite3_file *file, struct watched *watched, const void *bytes, int count, sqlite3_int64 offset) {
  sqlite3_int64 size = 0;
  int code = real(file)->pMethods->xFileSize(real(file), &size);
  if (code != SQLITE_OK) return code;
  struct change *change = calloc(1, sizeof *change);
  if (!change) return SQLITE_NOMEM;
  // A truncation takes away all that follows.
  sqlite3_int64 end = bytes ? offset + count : size;
  sqlite3_int64 last = end < size ? end : size;
  change->count_before = last > offset ? (int)(last - offset) : 0;
  change->offset = offset;
  change->size_before = size;
  change->count = bytes ? count : 0;
  change->before = malloc(change->count_before ? (size_t)change->count_before : 1);
  change->bytes = malloc(change->count ? (size_t)change->count : 1);
  if (bytes) memcpy(change->bytes, bytes, (size_t)count);
  if (change->count_before) {
    code = real(file)->pMethods->xRead(real(file), change->before, change->count_before, offset);
  }
  change->earlier = watched->last;
  watched->last = change;
  return code;
}

static int is_off(sqlite3_file *file) {
  struct watched *watched = ((struct file *)file)->watched;
  return watched && watched->folder->is_off;
}

static int close_file(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), bytes, count, offset);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  struct watched *watched = ((struct file *)file)->watched;
  pthread_mutex_lock(&lock);
  int code = is_off(file) ? SQLITE_IOERR_WRITE : SQLITE_OK;
  if (code == SQLITE_OK && watched) code = remember(file, watched, bytes, count, offset);
  if (code == SQLITE_OK) code = real(file)->pMethods->xWrite(real(file), bytes, count, offset);
  pthread_mutex_unlock(&lock);
  return code;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
  struct watched *watched = ((struct file *)file)->watched;
  pthread_mutex_lock(&lock);
  int code = is_off(file) ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
  if (code == SQLITE_OK && watched) code = remember(file, watched, NULL, 0, size);
  if (code == SQLITE_OK) code = real(file)->pMethods->xTruncate(real(file), size);
  pthread_mutex_unlock(&lock);
  return code;
}

static int sync_file(sqlite3_file *file, int flags) {
  struct watched *watched = ((struct file *)file)->watched;
  pthread_mutex_lock(&lock);
  int code = is_off(file) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
  // No real sync: the disk of this test is the list of changes.
  if (code == SQLITE_OK && watched) forget(watched);
  if (code == SQLITE_OK && !watched) code = real(file)->pMethods->xSync(real(file), flags);
  pthread_mutex_unlock(&lock);
  return code;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
static int lock_file(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int unlock_file(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int is_reserved(sqlite3_file *file, int *result) {
  return real(file)->pMethods->xCheckReservedLock(real(file), result);
}
static int control(sqlite3_file *file, int operation, void *argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
static int sector_size(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
/// Nothing that the disk of this test does not do either: no atomic writes, no order.
static int characteristics(sqlite3_file *file) {
  (void)file;
  return 0;
}
static int map_shared(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
static int lock_shared(sqlite3_file *file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int unmap_shared(sqlite3_file *file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2: with shared memory, without mapped files, whose writes would not be seen.
static const sqlite3_io_methods methods = {
    2,           close_file,    read_file,   write_file,  truncate_file,   sync_file,  file_size,
    lock_file,   unlock_file,   is_reserved, control,     sector_size,     characteristics,
    map_shared,  lock_shared,   barrier,     unmap_shared, NULL,           NULL,
};

static struct folder *folder_of(const char *path) {
  for (struct folder *folder = folders; folder; folder = folder->next) {
    size_t length = strlen(folder->path);
    if (path && strncmp(path, folder->path, length) == 0 && path[length] == '/') return folder;
  }
  return NULL;
}

static struct watched *watch(const char *path) {
  struct folder *folder = folder_of(path);
  if (!folder) return NULL;
  for (struct watched *watched = folder->files; watched; watched = watched->next) {
    if (strcmp(watched->path, path) == 0) return watched;
  }
  struct watched *watched = calloc(1, sizeof *watched);
  if (!watched) return NULL;
  watched->folder = folder;
  watched->path = strdup(path);
  watched->next = folder->files;
  folder->files = watched;
  return watched;
}

static int open_file(sqlite3_vfs *self, const char *path, sqlite3_file *file, int flags, int *result) {
  (void)self;
  ((struct file *)file)->watched = NULL;
  file->pMethods = NULL;
  pthread_mutex_lock(&lock);
  struct folder *folder = folder_of(path);
  int code = folder && folder->is_off ? SQLITE_CANTOPEN : usual->xOpen(usual, path, real(file), flags, result);
  if (code == SQLITE_OK) {
    file->pMethods = &methods;
    ((struct file *)file)->watched = watch(path);
  }
  pthread_mutex_unlock(&lock);
  return code;
}

/// A file that is deleted is gone at once: SQLite does not count on the opposite.
static int delete_file(sqlite3_vfs *self, const char *path, int sync) {
  (void)self;
  pthread_mutex_lock(&lock);
  struct folder *folder = folder_of(path);
  int code = folder && folder->is_off ? SQLITE_IOERR_DELETE : usual->xDelete(usual, path, sync);
  if (code == SQLITE_OK && folder) {
    for (struct watched *watched = folder->files; watched; watched = watched->next) {
      if (strcmp(watched->path, path) == 0) forget(watched);
    }
  }
  pthread_mutex_unlock(&lock);
  return code;
}

int power_loss_install(void) {
  pthread_mutex_lock(&lock);
  int code = SQLITE_OK;
  if (!usual) {
    usual = sqlite3_vfs_find(NULL);
    vfs = *usual;
    vfs.zName = "power-loss";
    vfs.szOsFile = (int)sizeof(struct file) + usual->szOsFile;
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    code = sqlite3_vfs_register(&vfs, 1);
  }
  pthread_mutex_unlock(&lock);
  return code;
}

void power_loss_watch(const char *path) {
  struct folder *folder = calloc(1, sizeof *folder);
  if (!folder) return;
  folder->path = strdup(path);
  pthread_mutex_lock(&lock);
  folder->next = folders;
  folders = folder;
  pthread_mutex_unlock(&lock);
}

static uint64_t roll(uint64_t *state) {
  uint64_t mixed = (*state += 0x9e3779b97f4a7c15);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

/// Undoes the changes, newest first.
static int undo(int file, struct change *change) {
  for (; change; change = change->earlier) {
    if (pwrite(file, change->before, (size_t)change->count_before, change->offset) != change->count_before) return -1;
    if (ftruncate(file, change->size_before) != 0) return -1;
  }
  return 0;
}

/// Does some sectors of the changes again, oldest first.
static int redo(int file, struct change *change, uint64_t *state, int percent) {
  if (!change) return 0;
  if (redo(file, change->earlier, state, percent) != 0) return -1;
  for (int from = 0; from < change->count; from += SECTOR) {
    if ((int)(roll(state) % 100) >= percent) continue;
    int count = change->count - from < SECTOR ? change->count - from : SECTOR;
    if (pwrite(file, change->bytes + from, (size_t)count, change->offset + from) != count) return -1;
  }
  return 0;
}

long power_loss_cut(const char *path, uint64_t seed, int percent) {
  long count = 0;
  uint64_t state = seed;
  pthread_mutex_lock(&lock);
  for (struct folder *folder = folders; folder; folder = folder->next) {
    if (strcmp(folder->path, path) != 0) continue;
    folder->is_off = 1;
    for (struct watched *watched = folder->files; watched && count >= 0; watched = watched->next) {
      if (!watched->last) continue;
      for (struct change *change = watched->last; change; change = change->earlier) count += 1;
      int file = open(watched->path, O_RDWR | O_CLOEXEC);
      if (file < 0 || undo(file, watched->last) != 0 || redo(file, watched->last, &state, percent) != 0) count = -1;
      if (file >= 0) close(file);
      forget(watched);
    }
  }
  pthread_mutex_unlock(&lock);
  return count;
}

void power_loss_end(const char *path) {
  pthread_mutex_lock(&lock);
  for (struct folder *folder = folders; folder; folder = folder->next) {
    if (strcmp(folder->path, path) == 0) folder->is_off = 0;
  }
  pthread_mutex_unlock(&lock);
}
