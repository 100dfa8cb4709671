"""Ends as its argument says: by an error of its own, or for want of memory."""

import sys

if sys.argv[1] == "error":
    raise ValueError("the input has no column named price")
if sys.argv[1] == "memory":
    print("taking more than the limit", flush=True)
    hoard = []
    while True:
        hoard.append(bytearray(64 * 1024 * 1024))
raise SystemExit(f"fail.py knows no such end: {sys.argv[1]}")
