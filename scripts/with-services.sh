#!/usr/bin/env bash
# Runs a command with a durable PostgreSQL and Redis, told by WARBLER_TEST_DATABASE_URL and
# WARBLER_TEST_REDIS_URL, and stops them afterwards unless they ran before.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if ! "$scripts/services.sh" status; then
  trap '"$scripts/services.sh" stop' EXIT
  trap 'exit 130' INT TERM
fi
services=$("$scripts/services.sh" start)
eval "$services"
"$@"
