#!/bin/sh
# Say where a Chromium is, installing Debian's where that is possible. Exits 1 where there is
# none: what the reader must do is on stderr.
set -eu
cd "$(dirname "$0")/.."
. scripts/apt.sh

found() {
    for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome; do
        command -v "$name" 2>/dev/null && return 0
    done
    return 1
}

if ! found >/dev/null; then
    apt_install chromium fonts-dejavu-core || true
fi
if ! found; then
    echo "There is no Chromium, so the browser tests cannot run." >&2
    echo "Run \`apt-get install --no-install-recommends chromium fonts-dejavu-core\` as root," >&2
    echo "or set CHROMIUM to a Chromium or Chrome you have." >&2
    exit 1
fi
