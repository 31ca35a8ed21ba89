#pragma once
#include <zlib.h>

// The init calls are macros, which Swift does not import. 15 is the largest window; 16 more means gzip.

static inline int joinery_gzip_start(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int joinery_gunzip_start(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
