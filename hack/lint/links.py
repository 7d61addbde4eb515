# SPDX-License-Identifier: Apache-2.0
"""Checks that relative links in Markdown lead to a file of the tree, and their fragments to a heading of it.

    links.py [ROOT]     prints one line per finding; exit status 1 when there is any

Links to other sites are not followed: the check needs no network.
"""

import pathlib
import re
import subprocess
import sys
import urllib.parse

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def fragments(text):
    """The anchors that GitHub gives to the headings of a page."""
    found = set()
    for heading in HEADING.findall(FENCED.sub("", text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = base = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        count = 0
        while anchor in found:
            count += 1
            anchor = f"{base}-{count}"
        found.add(anchor)
    return found


def findings(root, page):
    text = page.read_text(encoding="utf-8")
    prose = CODE_SPAN.sub("", FENCED.sub("", text))
    for match in LINK.finditer(prose):
        link = match[1] or match[2]
        if ELSEWHERE.match(link) or link.startswith("//"):
            continue
        path, _, fragment = urllib.parse.unquote(link).partition("#")
        base = root if path.startswith("/") else page.parent
        target = (base / path.lstrip("/")).resolve() if path else page
        if not target.is_relative_to(root) or not target.exists():
            yield f"links to {link}, which does not exist"
        elif fragment and target.suffix == ".md" and fragment not in fragments(target.read_text(encoding="utf-8")):
            yield f"links to {link}, but no heading there has that anchor"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md"],
        capture_output=True, text=True, check=True)
    bad = 0
    for name in sorted(set(listed.stdout.split("\0")) - {""}):
        if not (root / name).is_file():
            continue
        for finding in findings(root, root / name):
            bad += 1
            print(f"{name}: {finding}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
