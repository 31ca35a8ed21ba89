#pragma once
#include <stdint.h>

/// A disk whose power can be cut, for tests: a SQLite VFS over the usual one. In a watched folder it remembers what was
/// written to each file since the file was last synced; when the power goes, that is undone, and only a part of it,
/// chosen by a seed, stands on the disk all the same, in sectors, in no order. Other folders are left alone.

/// Makes it the VFS of all connections that are opened from now on. Gives SQLite's result code.
int power_loss_install(void);

/// Watches the files that will be opened in this folder (an absolute path) and below.
void power_loss_watch(const char *folder);

/// Cuts the power: from now on nothing can be written or synced there. Of the sectors that were not synced so many
/// percent stand on the disk. Gives how many writes had not been synced, -1 where a file could not be restored.
long power_loss_cut(const char *folder, uint64_t seed, int percent);

/// Power is back. Connections that were open when it went must be closed.
void power_loss_end(const char *folder);
