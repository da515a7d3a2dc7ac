#!/usr/bin/env bash
# One call from admission to settlement. Needs curl and jq, FINOPS_URL and FINOPS_KEY.
set -euo pipefail
url=${FINOPS_URL:-http://localhost:5080}/api/v1/admissions
ask() { curl -sS --max-time 2 -H "Authorization: Bearer $FINOPS_KEY" -H "Content-Type: application/json" "$@"; }

answer=$(ask "$url" -d '{
  "request_id": "'"${1:-call-$RANDOM$RANDOM}"'",
  "tenant": "acme", "feature": "support-chat", "provider": "openai", "model": "gpt-4o",
  "estimate": { "input_tokens": 1200, "max_output_tokens": 500 }
}')
id=$(jq -r '.reservation_id // empty' <<<"$answer")
if [ -z "$id" ]; then
  jq . <<<"$answer" >&2 # reason_code says why, retry_after_seconds when to ask again
  exit 1
fi
echo "Admitted: use $(jq -r .model <<<"$answer"), $(jq -r .reserved_usd <<<"$answer") USD are held."

# … the call to the model happens here …

ask "$url/$id/settle" -d '{ "status": "success", "input_tokens": 1180, "output_tokens": 240 }' | jq .
