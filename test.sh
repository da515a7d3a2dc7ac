#!/usr/bin/env bash
# Runs every test on a bare Debian machine with the .NET SDK; installs the browser that the page tests need, Node for the sign-in provider they talk to, and Redis for the ledger.
# Arguments go to `dotnet test`, e.g. ./test.sh --filter Pricing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

packages=()
if ! command -v chromium >/dev/null; then packages+=(chromium fonts-liberation); fi
if ! command -v npm >/dev/null; then packages+=(nodejs npm); fi
if ! command -v redis-server >/dev/null; then packages+=(redis-server); fi
if [ "${#packages[@]}" -gt 0 ]; then
  echo "Installing for the tests: ${packages[*]}" >&2
  root=()
  if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi
  "${root[@]}" apt-get update -q </dev/null
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${packages[@]}" </dev/null
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
exec dotnet test FinOps.sln "$@" </dev/null
