#!/bin/sh
# The preStop hook of executors that are to be decommissioned, for a base image that brings none at /opt/decom.sh: has
# the executor move its blocks away (SIGPWR), and waits until it has ended, or for as long as the pod's grace period lets it.
executor=$(grep -lsa 'ExecutorBackend' /proc/[0-9]*/cmdline | cut -d / -f 3 | while read -r pid; do
  if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = java ]; then echo "$pid"; fi
done | head -n 1)
if [ -z "$executor" ]; then echo 'decom.sh: there is no executor here' >&2; exit 1; fi
kill -s PWR "$executor" || exit 1
while [ -d "/proc/$executor" ]; do sleep 0.2; done
