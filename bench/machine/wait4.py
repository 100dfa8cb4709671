"""Runs a command and says as JSON on file descriptor 3 what it cost: the operating system's own account of the process
and of all that it waited for, which Node does not give of a child."""

import json
import os
import sys
import time

started = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - started
report = {
    "exitCode": os.waitstatus_to_exitcode(status),
    "wallMs": wall * 1000,
    "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
    "peakMiB": usage.ru_maxrss / 1024,
}
os.write(3, json.dumps(report).encode())
