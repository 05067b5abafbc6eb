#!/bin/sh
# Chromium, CJK fonts and Java (for the HTML checker) come from Debian's packages; without root both are named.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list ":lang=zh" 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "The browser tests need Chromium with CJK fonts, and a Java runtime. Install:$missing" >&2
exit 1
