# Sourced by what takes pictures of pages, or looks for characters that no font has: a font for each script in which
# there are pages. For root on Debian or Ubuntu; nobody else's browser needs them from us.
have_fonts() { [ -d /usr/share/fonts/truetype/noto ] && [ -d /usr/share/fonts/opentype/noto ]; }
install_fonts() {
  if have_fonts; then return; fi
  command -v apt-get >/dev/null || { echo "Fonts for every script are missing (Noto), and there is no apt-get to install them with." >&2; return 1; }
  echo "Installing fonts (apt-get) …" >&2
  apt-cache show fonts-noto-core >/dev/null 2>&1 || apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fonts-noto-core fonts-noto-cjk >&2
}
