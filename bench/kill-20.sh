#!/usr/bin/env bash
# Kills an import with SIGKILL at random moments and starts it again, then compares what is stored with an undisturbed import of the same log.
# usage: bench/kill-20.sh [kills=20] [lines=1000000]     or     LOG=my.ndjson bench/kill-20.sh [kills]
# The log of its own is made with awk: about 250 bytes a line, 40 tenants, 12 features, 5,000 users, 3 days.
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-20}
lines=${2:-1000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=${LOG:-$work/usage.ndjson}

dotnet publish FinOps.Web -c Release -o "$work/app" -v q --nologo > "$work/publish.txt" || { cat "$work/publish.txt"; exit 1; }
if [ -z "${LOG:-}" ]; then
  awk -v n="$lines" 'BEGIN {
    srand(42); split("gpt-5 gpt-5-mini claude-sonnet-4-5 gemini-2.5-pro", models, " "); split("openai openai anthropic google", providers, " ")
    for (i = 0; i < n; i++) {
      s = int(i * 259200 / n); m = 1 + int(rand() * 4); input = int(rand() * 8000); output = int(rand() * 900)
      printf "{\"timestamp\":\"2026-10-%02dT%02d:%02d:%02dZ\",\"request_id\":\"req-%08d\",\"tenant_id\":\"tenant-%02d\",\"feature_id\":\"feature-%02d\",\"user_id\":\"user-%04d\",\"provider\":\"%s\",\"model\":\"%s\",\"input_tokens\":%d,\"cached_input_tokens\":%d,\"output_tokens\":%d,\"latency_ms\":%d,\"status\":\"success\"}\n", \
        12 + int(s / 86400), int(s % 86400 / 3600), int(s % 3600 / 60), s % 60, i, rand() * 40, rand() * 12, rand() * 5000, providers[m], models[m], input, int(input * rand() / 2), output, 50 + int(rand() * 9000)
    }
  }' > "$log"
fi

finops() { dotnet "$work/app/FinOps.Web.dll" "$@"; }
database() { echo "--Database:ConnectionString=Data Source=$work/$1.db"; }
totals() {
  for groups in tenant feature model user day,tenant layer status; do
    echo "== $groups"
    finops costs --group-by "$groups" --from 2020-01-01 --to 2030-01-01 --format csv "$(database "$1")" | sort
  done
}

echo "Undisturbed import of $(wc -l < "$log") lines …"
finops migrate "$(database calm)" > /dev/null
finops migrate "$(database killed)" > /dev/null
start=$(date +%s.%N)
finops import "$log" "$(database calm)" > "$work/calm.txt" 2>&1
whole=$(awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN { print b - a }')
echo "… took $whole s."

done_kills=0
for i in $(seq 1 "$kills"); do
  finops import "$log" "$(database killed)" > "$work/killed.txt" 2>&1 &
  runner=$!
  # Somewhere in the program's start and its first transactions, so that all kills fall into the import.
  sleep "$(awk -v w="$whole" -v k="$kills" -v s="$i" 'BEGIN { srand(s * 7919); print 0.3 + rand() * w * 2 / k }')"
  if kill -9 "$runner" 2> /dev/null; then done_kills=$((done_kills + 1)); fi
  wait "$runner" 2> /dev/null || true
done

finops import "$log" "$(database killed)" > "$work/last.txt" 2>&1 || { cat "$work/last.txt"; exit 1; }
totals calm > "$work/totals.calm"
totals killed > "$work/totals.killed"
if diff "$work/totals.calm" "$work/totals.killed" > "$work/diff.txt"; then
  echo "Killed $done_kills times of $kills: all totals are those of the undisturbed import ($(wc -l < "$work/totals.calm") lines compared)."
else
  echo "DIFFERENT after $done_kills kills:"
  head -40 "$work/diff.txt"
  exit 1
fi
