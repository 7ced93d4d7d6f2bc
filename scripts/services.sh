#!/usr/bin/env bash
# A private PostgreSQL, Redis and S3 for tests and benchmarks, on loopback and on ports of their own.
#
#   services.sh start [--fast]   start what is not running; --fast gives up durability, for tests only
#   services.sh stop             stop what start started
#   services.sh status           exit 0 when both run
#   services.sh env              print the variables that tests look at, to be eval'ed
#
# S3 is moto, which setup.sh installs into .dev/moto; without it the tests over S3 are skipped, and in
# CI that is an error. State lives in .dev/. PostgreSQL refuses to run as root, so root runs it as the user postgres.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

state=$PWD/.dev
fast="-c fsync=off -c full_page_writes=off -c synchronous_commit=off"

die() { echo "services: $*" >&2; exit 1; }

# The process that FILE names still runs the program NAME.
alive() { # NAME FILE
  local pid
  [[ -s $2 ]] && pid=$(<"$2") &&
    [[ $(cat "/proc/$pid/comm" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null) == *"$1"* ]]
}

free_port() { # FIRST
  local port
  for ((port = $1; port < $1 + 100; port++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  die "no free port from $1 on"
}

# The newest PostgreSQL on PATH or where Debian keeps it.
postgres_bin() {
  local found
  found=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1) || true
  [[ -n $found ]] || found=$(dirname "$(command -v postgres)" 2>/dev/null) || true
  [[ -x $found/postgres && -x $found/initdb ]] || die "PostgreSQL is missing: run make setup"
  echo "$found"
}

as_postgres=()
[[ $(id -u) == 0 ]] && as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)

# In a session of its own, so that Ctrl-C in a terminal reaches the caller's trap alone.
detached() { # PIDFILE LOG COMMAND...
  local pidfile=$1 log=$2
  shift 2
  if command -v setsid >/dev/null; then set -- setsid "$@"; else set -- nohup "$@"; fi
  "$@" </dev/null >"$log" 2>&1 &
  echo $! >"$pidfile"
}

wait_for() { # NAME PIDFILE LOG COMMAND...
  local name=$1 pidfile=$2 log=$3
  shift 3
  for _ in $(seq 150); do
    "$@" >/dev/null 2>&1 && return
    kill -0 "$(<"$pidfile")" 2>/dev/null || break
    sleep 0.1
  done
  tail -20 "$log" >&2
  die "$name did not start"
}

# The data directory: in .dev, or in the temporary directory where the user postgres cannot enter
# this checkout.
data_directory() {
  if [[ -s $state/postgres.path && -d $(<"$state/postgres.path") ]]; then
    cat "$state/postgres.path"
    return
  fi
  local directory=$state/postgres
  mkdir -p "$directory"
  if [[ $(id -u) == 0 ]]; then
    chown postgres: "$directory"
    if ! (cd / && "${as_postgres[@]}" test -w "$directory"); then
      rmdir "$directory"
      directory=$(mktemp -d "${TMPDIR:-/tmp}/warbler-postgres.XXXXXX")
      chown postgres: "$directory"
    fi
  fi
  chmod 700 "$directory"
  echo "$directory" >"$state/postgres.path"
  echo "$directory"
}

start_postgres() { # [--fast]
  local options=${1:+$fast} bin data port
  if alive postgres "$state/postgres.pid"; then
    [[ $(<"$state/postgres.mode") == "${1:-durable}" ]] && return
    stop_one postgres INT
  fi
  bin=$(postgres_bin)
  data=$(data_directory)
  if [[ ! -s $data/PG_VERSION ]]; then
    (cd / && ${as_postgres[@]+"${as_postgres[@]}"} "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C >"$state/initdb.log" 2>&1) ||
      { cat "$state/initdb.log" >&2; die "initdb failed"; }
  fi
  port=$(free_port 54329)
  echo "$port" >"$state/postgres.port"
  echo "${1:-durable}" >"$state/postgres.mode"
  # shellcheck disable=SC2086 # the options are words
  (cd / && detached "$state/postgres.pid" "$state/postgres.log" ${as_postgres[@]+"${as_postgres[@]}"} \
    "$bin/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 $options)
  wait_for PostgreSQL "$state/postgres.pid" "$state/postgres.log" \
    "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" -U postgres
}

start_redis() {
  local port
  alive redis "$state/redis.pid" && return
  command -v redis-server >/dev/null || die "Redis is missing: run make setup"
  port=$(free_port 63799)
  echo "$port" >"$state/redis.port"
  detached "$state/redis.pid" "$state/redis.log" redis-server --port "$port" --bind 127.0.0.1 \
    --save '' --appendonly no --dir "$state"
  wait_for Redis "$state/redis.pid" "$state/redis.log" redis_answers "$port"
}

start_s3() {
  local port
  alive python "$state/s3.pid" && return
  if [[ ! -x $state/moto/bin/python ]]; then
    [[ -z ${CI:-} ]] || die "moto is missing: run make setup"
    echo "services: no S3, because moto is missing: tests over S3 are skipped (run make setup)" >&2
    rm -f "$state/s3.port"
    return
  fi
  port=$(free_port 5555)
  echo "$port" >"$state/s3.port"
  detached "$state/s3.pid" "$state/s3.log" "$state/moto/bin/python" -m moto.server -H 127.0.0.1 -p "$port"
  wait_for S3 "$state/s3.pid" "$state/s3.log" make_bucket "$port"
}

make_bucket() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1" &&
    printf 'PUT /warbler HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' >&3 &&
    read -r -t 5 line <&3 && [[ $line == *" 200 "* ]])
}

redis_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1" && echo PING >&3 && read -r -t 1 line <&3 && [[ $line == +PONG* ]]); }

stop_one() { # NAME SIGNAL [PROGRAM]
  local pidfile=$state/$1.pid pid
  if alive "${3:-$1}" "$pidfile"; then
    pid=$(<"$pidfile")
    kill "-$2" "$pid"
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -0 "$pid" 2>/dev/null && die "$1 ($pid) does not stop"
  fi
  rm -f "$pidfile"
}

print_env() {
  [[ -s $state/postgres.port && -s $state/redis.port ]] || die "not started"
  echo "export WARBLER_TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$(<"$state/postgres.port")/postgres"
  echo "export WARBLER_TEST_REDIS_URL=redis://127.0.0.1:$(<"$state/redis.port")/"
  [[ ! -s $state/s3.port ]] ||
    echo "export WARBLER_TEST_S3_URL='s3://warbler?endpoint=http://127.0.0.1:$(<"$state/s3.port")'"
}

case ${1:-} in
  start)
    [[ ${2:-} == "" || ${2:-} == --fast ]] || die "start takes --fast or nothing"
    mkdir -p "$state"
    start_postgres "${2:-}"
    start_redis
    start_s3
    print_env
    ;;
  stop)
    stop_one postgres INT
    stop_one redis TERM
    stop_one s3 TERM python
    rm -f "$state/s3.port"
    ;;
  status) alive postgres "$state/postgres.pid" && alive redis "$state/redis.pid" ;;
  env) print_env ;;
  *) die "start [--fast] | stop | status | env" ;;
esac
