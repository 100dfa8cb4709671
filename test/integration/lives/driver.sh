#!/bin/sh
# A driver that lives as its job's arguments say: "--life NAME SECONDS:END...", one SECONDS:END for each attempt. END is an
# exit code, "kill" or "oom". What it does is on record in $DIARY: each start by the pod's name, each end by its time.
while [ "$1" != --life ]; do shift; done
name=$2
shift 2
echo "$HOSTNAME" >>"$DIARY/$name.starts"
shift $(($(wc -l <"$DIARY/$name.starts") - 1))
sleep "${1%:*}"
[ "${1#*:}" != oom ] ||
  echo 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space' >"$TERMINATION_LOG"
date +%s%3N >>"$DIARY/$name.ends"
case ${1#*:} in
  kill) kill -9 $$ ;;
  oom) exit 52 ;;
  *) exit "${1#*:}" ;;
esac
