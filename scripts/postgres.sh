# Sourced by scripts that need a PostgreSQL with PostGIS, or a browser, to test on. `install_postgres` is for root on Debian or
# Ubuntu: it installs what is missing, and leaves the clusters that are there alone.
newest_postgres() { ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | cut -d/ -f5 | sort -V | tail -n 1; }
have_postgres() {
  local version; version=$(newest_postgres)
  [ -n "$version" ] && [ -f "/usr/share/postgresql/$version/extension/postgis.control" ]
}
install_postgres() {
  if have_postgres && have_libatomic; then return; fi
  command -v apt-get >/dev/null || { echo "PostgreSQL with PostGIS is missing, and there is no apt-get to install it with." >&2; return 1; }
  echo "Installing PostgreSQL with PostGIS (apt-get) …" >&2
  apt-get update -qq >&2
  local version; version=$(newest_postgres)
  [ -n "$version" ] || version=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1)
  # Debian's package makes and starts a cluster of the system's when it is installed; here nobody asked for one.
  local no_cluster=/etc/postgresql-common/createcluster.d/causeway-test.conf
  mkdir -p "$(dirname "$no_cluster")"
  echo 'create_main_cluster = false' >"$no_cluster"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-upgrade \
    "postgresql-$version" "postgresql-$version-postgis-3" libatomic1 >&2 || { rm -f "$no_cluster"; return 1; }
  rm -f "$no_cluster"
}
# Node 26 needs it; some slim images of Debian lack it.
have_libatomic() { ldconfig -p | grep -q libatomic.so.1; }
# A browser for the tests of pages: CHROMIUM, or Debian's. Its package lists are fetched only if it is not known.
have_chromium() { [ -x "${CHROMIUM:-/usr/bin/chromium}" ]; }
install_chromium() {
  if have_chromium; then return; fi
  command -v apt-get >/dev/null || { echo "Chromium is missing, and there is no apt-get to install it with." >&2; return 1; }
  echo "Installing Chromium (apt-get) …" >&2
  apt-cache show chromium >/dev/null 2>&1 || apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2
}
# For the proofs under faults: a pooler, a tracer of system calls, and libraries that make fsync do nothing and clocks wrong.
have_fault_tools() {
  [ -x /usr/sbin/pgbouncer ] && command -v strace >/dev/null && command -v openssl >/dev/null &&
    compgen -G '/usr/lib/*/libeatmydata.so' >/dev/null && compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null
}
install_fault_tools() {
  if have_fault_tools; then return; fi
  command -v apt-get >/dev/null || { echo "PgBouncer, strace, libeatmydata, libfaketime or openssl is missing, and there is no apt-get to install it with." >&2; return 1; }
  echo "Installing PgBouncer, strace, libeatmydata, libfaketime and openssl (apt-get) …" >&2
  apt-cache show pgbouncer >/dev/null 2>&1 || apt-get update -qq >&2
  # Debian's package starts a pooler of the system's, now and at each boot; here nobody asked for one.
  local policy='' status=0
  [ -x /usr/sbin/pgbouncer ] || [ -e /usr/sbin/policy-rc.d ] || policy=/usr/sbin/policy-rc.d
  [ -z "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; }
  local new=; [ -x /usr/sbin/pgbouncer ] || new=yes
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-upgrade pgbouncer strace libeatmydata1 libfaketime openssl >&2 || status=$?
  [ -z "$policy" ] || rm -f "$policy"
  if [ -n "$new" ] && [ "$status" = 0 ]; then update-rc.d pgbouncer disable >&2 || true; fi
  return "$status"
}
