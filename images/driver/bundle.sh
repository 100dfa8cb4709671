#!/bin/sh
# Bundles the driver image's entrypoint into the file that is named.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
exec "$root/node_modules/.bin/esbuild" "$root/images/driver/main.ts" \
  --bundle --format=esm --platform=node --target=node24 --main-fields=module,main --minify --legal-comments=none \
  --log-level=warning --outfile="$1" \
  --banner:js="import{createRequire}from'node:module';const require=createRequire(import.meta.url);"
