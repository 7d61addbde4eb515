# SPDX-License-Identifier: Apache-2.0
"""Commands that are expected to succeed or to refuse, and the table of what was seen."""

import os
import re
import subprocess
import sys
import time


class Table:
    def __init__(self, logs):
        self.rows = []
        self.logs = logs
        logs.mkdir(parents=True, exist_ok=True)

    def accepts(self, title, command, environment=None):
        """Runs the command, which must end with status 0."""
        return self.run(title, "accepted", command, environment, lambda status, _output: status == 0)

    def refuses(self, title, command, status, reason, environment=None):
        """Runs the command, which must end with just this status and say why in the words of the expression reason."""
        return self.run(
            title, f"refused ({status}): {reason}", command, environment,
            lambda seen, output: seen == status and re.search(reason, output))

    def run(self, title, expected, command, environment, holds):
        """Runs one command without input; returns whether it ended as expected."""
        started = time.monotonic()
        try:
            done = subprocess.run(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}, timeout=300, check=False)
            status, output = done.returncode, done.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired as late:
            status, output = -1, f"did not end within {late.timeout} s"
        took = time.monotonic() - started
        (self.logs / f"{len(self.rows) + 1:02}.log").write_text(output)
        held = bool(holds(status, output)) and not output.startswith("WARNING:")  # of the JVM, which nobody asked for
        seen = f"status {status}" + ("" if status == 0 else f": {what_went_wrong(output)}")
        print(f"{'ok     ' if held else 'DIFFERS'} {title}", file=sys.stderr, flush=True)
        self.rows.append((title, expected, seen, held, took))
        return held

    def close(self):
        """Prints the table; the exit status is 0 when every row held."""
        failed = sum(1 for row in self.rows if not row[3])
        width = max(len(row[0]) for row in self.rows)
        print(f"\n{'#':>2}  {'exchange':<{width}}  result   seconds  seen")
        for number, (title, expected, seen, held, took) in enumerate(self.rows, 1):
            print(f"{number:>2}  {title:<{width}}  {'ok     ' if held else 'DIFFERS'}  {took:7.1f}  {seen}")
            if not held:
                print(f"      expected: {expected}\n      output:   {self.logs / f'{number:02}.log'}")
        print(f"\n{len(self.rows) - failed} as expected, {failed} not", flush=True)
        return 1 if failed else 0


def what_went_wrong(output, limit=110):
    """The line of an output that says what went wrong: the first that mentions an error, else the last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"(?i)\berror\b|reject|fail", line)]
    line = (errors or lines[-1:] or ["no output"])[0]
    return line if len(line) <= limit else line[:limit - 3] + "..."
