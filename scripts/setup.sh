#!/bin/sh
# Make .venv hold exactly what is pinned: `scripts/setup.sh` to run, `scripts/setup.sh dev` to
# test. Does nothing when the pinned files have not changed since the last time.
set -eu
cd "$(dirname "$0")/.."
want=${1:-run}
V=.venv
. scripts/apt.sh

say() { echo "setup: $*" >&2; }

stamp_of() { cat "$@" | cksum; }

# The stamp is removed first and written last, so that a broken install is never taken for one.
install_pinned() { # NAME FILE…
    name=$1; shift
    stamp=$(stamp_of "$@")
    [ "$(cat "$V/.$name" 2>/dev/null || true)" != "$stamp" ] || return 0
    rm -f "$V/.$name"
    say "installing packages into $V (once, about half a minute) …"
    requirements=
    for file in "$@"; do requirements="$requirements -r $file"; done
    # shellcheck disable=SC2086
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$V/bin/python" $requirements
    else # a .venv uv once made has no pip
        "$V/bin/python" -c 'import pip' 2>/dev/null || "$V/bin/python" -m ensurepip >/dev/null
        "$V/bin/python" -m pip install --quiet --disable-pip-version-check $requirements
    fi
    printf '%s' "$stamp" > "$V/.$name"
}

make_venv() {
    ! "$V/bin/python" -c 'import sys' 2>/dev/null || return 0
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --clear --python '>=3.11' "$V"
        return 0
    fi
    python=${PYTHON:-python3}
    if ! command -v "$python" >/dev/null 2>&1; then
        say "there is no $python. Install Python 3.11 or later, or uv."; exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        say "$("$python" --version) is too old. Set PYTHON to Python 3.11 or later, or install uv."
        exit 1
    fi
    # Debian ships python3 without ensurepip, which venv needs.
    if ! "$python" -c 'import ensurepip' 2>/dev/null && ! apt_install python3-venv; then
        say "this Python cannot make virtual environments (no ensurepip)."
        say "Run \`apt-get install python3-venv\` as root, or install uv, then try again."
        exit 1
    fi
    rm -rf "$V"
    "$python" -m venv "$V"
}

make_venv
case $want in
    run) install_pinned runtime requirements.txt ;;
    dev)
        install_pinned runtime requirements.txt
        install_pinned dev requirements.txt requirements-dev.txt
        ;;
    *) say "usage: scripts/setup.sh [run|dev]"; exit 2 ;;
esac
