#pragma once
// zstd keeps the texts small in the index; nettle names them by their SHA-256.
#include <nettle/sha2.h>
#include <zstd.h>
