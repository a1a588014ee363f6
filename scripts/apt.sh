# Sourced. `apt_install PACKAGE…` installs Debian packages where that needs no question asked:
# as root, or with a sudo that wants no password. Returns 1 where it cannot.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo="sudo -n"
    else
        return 1
    fi
    echo "setup: installing Debian packages: $*" >&2
    # A list of packages that is too old, or none, is the usual first failure.
    for attempt in 1 2; do
        # shellcheck disable=SC2086
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends "$@" >/dev/null </dev/null && return 0
        [ "$attempt" = 1 ] && { $sudo apt-get update -qq >/dev/null </dev/null || true; }
    done
    return 1
}
