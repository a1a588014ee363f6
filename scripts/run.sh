#!/bin/sh
# Open the dashboard: on the demo incident, or on the exports in the folder EXPORTS names.
#   EXPORTS=path  import this file or folder into a warehouse of its own, then serve that
#   PORT=8600     listen there; without it, on the first free port from 8501
set -eu
cd "$(dirname "$0")/.."
H=".venv/bin/python -m hydrascope"
DEMO_SCENARIO=reported-2026
DEMO_SCALE=${DEMO_SCALE:-0.02}
DEMO_SEED=1

if [ -n "${EXPORTS:-}" ]; then
    [ -e "$EXPORTS" ] || { echo "run: there is nothing at $EXPORTS." >&2; exit 1; }
    # One warehouse per place, so that two companies' exports never mix.
    place=$(cd "$(dirname "$EXPORTS")" && pwd)/$(basename "$EXPORTS")
    own=$(basename "$place" | tr -c 'A-Za-z0-9\n' '-')-$(printf %s "$place" | cksum | cut -d' ' -f1)
    warehouse=${WAREHOUSE:-data/warehouses/$own}
    $H import "$EXPORTS" --warehouse "$warehouse"
else
    warehouse=${WAREHOUSE:-data/warehouse}
    if [ ! -f "$warehouse/current.json" ]; then
        echo "run: building the synthetic demo incident (once) …" >&2
        $H simulate "$DEMO_SCENARIO" --scale "$DEMO_SCALE" --seed "$DEMO_SEED" --out data/raw/demo
        $H import data/raw/demo --warehouse "$warehouse"
    fi
fi
[ -z "${DEMO_ONLY:-}" ] || exit 0
# shellcheck disable=SC2086
exec $H serve --warehouse "$warehouse" ${PORT:+--port "$PORT"} ${SERVE:-}
