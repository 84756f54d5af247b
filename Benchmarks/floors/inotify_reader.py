"""The floor of freshness: a bare inotify reader. Prints the monotonic clock and the name at each CLOSE_WRITE."""
import ctypes
import os
import struct
import sys
import time

CLOSE_WRITE = 0x8
libc = ctypes.CDLL(None, use_errno=True)
descriptor = libc.inotify_init1(0)
if descriptor < 0:
    sys.exit("no inotify instance is left")
for at, _, _ in os.walk(sys.argv[1]):
    if libc.inotify_add_watch(descriptor, os.fsencode(at), CLOSE_WRITE) < 0:
        sys.exit("no inotify watch is left")
print("ready", flush=True)
while True:
    events, now, position = os.read(descriptor, 1 << 16), time.monotonic_ns(), 0
    while position < len(events):
        _, _, _, length = struct.unpack_from("iIII", events, position)
        name = events[position + 16:position + 16 + length].rstrip(b"\0").decode()
        position += 16 + length
        print(now, name, flush=True)
