#!/bin/sh
# Compiles the shim against a Spark's own jars, all that it needs: build.sh JARS_FOLDER OUT.jar
# For Java 11, so that what is built against one Spark runs with those of 3.5 as well.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/javac" ]; then PATH=$JAVA_HOME/bin:$PATH; fi
javac --release 11 -proc:none -cp "$1/*" -d "$classes" \
  "$here"/dev/sparkdrop/scheduler/*.java
jar --create --file "$2" -C "$classes" .
