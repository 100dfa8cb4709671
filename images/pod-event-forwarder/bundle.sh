#!/bin/sh
# Bundles the forwarder into the folder that is named: main.mjs, and a chunk that is only loaded for a kubeconfig.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
exec "$root/node_modules/.bin/esbuild" "$root/images/pod-event-forwarder/main.ts" \
  --bundle --splitting --format=esm --platform=node --target=node24 --minify --sourcemap --legal-comments=none \
  --log-level=warning --out-extension:.js=.mjs --outdir="$1" \
  --banner:js="import{createRequire}from'node:module';const require=createRequire(import.meta.url);"
