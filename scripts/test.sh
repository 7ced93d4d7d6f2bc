#!/usr/bin/env bash
# All tests: once embedded, then those that touch a database over PostgreSQL, Redis and S3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The packages whose tests open a database.
stateful=(-p warbler -p warbler-core -p warbler-api -p warbler-realtime -p warbler-worker)

run_tests() {
  if command -v cargo-nextest >/dev/null; then
    cargo nextest run "$@"
  else
    cargo test --lib --bins --tests "$@"
  fi
}

if ! scripts/services.sh status; then
  trap 'scripts/services.sh stop' EXIT
  trap 'exit 130' INT TERM
fi

unset WARBLER_TEST_DATABASE_URL WARBLER_TEST_REDIS_URL WARBLER_TEST_S3_URL
echo "== embedded: SQLite, the bus in the process, files on disk"
run_tests --workspace

echo "== PostgreSQL, Redis and S3"
services=$(scripts/services.sh start --fast)
eval "$services"
run_tests "${stateful[@]}"
