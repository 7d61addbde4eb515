# SPDX-License-Identifier: Apache-2.0
"""Steps with what was expected and what was seen, and the table at the end."""

import sys
import time
import traceback

from kube import TimedOutError, say


class Report:
    def __init__(self):
        self.rows = []

    def step(self, title, expected, action):
        """Runs one step. action returns (held, seen)."""
        say(f"STEP {len(self.rows) + 1}: {title}")
        print(f"    expected: {expected}", file=sys.stderr, flush=True)
        started = time.monotonic()
        try:
            held, seen = action()
        except TimedOutError as late:
            held, seen = False, str(late)
        except Exception as failure:  # noqa: BLE001 - the story goes on; the table shows every step
            traceback.print_exc()
            held, seen = False, f"{type(failure).__name__}: {failure}"
        took = time.monotonic() - started
        print(f"    seen:     {seen}\n    {'ok' if held else 'DIFFERS'} in {took:.1f} s", file=sys.stderr, flush=True)
        self.rows.append((title, expected, seen, held, took))
        return held

    def close(self):
        """Prints the table; the exit status is 0 when every step held."""
        failed = sum(1 for row in self.rows if not row[3])
        width = max(len(row[0]) for row in self.rows)
        print(f"\n{'#':>2}  {'step':<{width}}  result  seconds")
        for number, (title, expected, seen, held, took) in enumerate(self.rows, 1):
            print(f"{number:>2}  {title:<{width}}  {'ok     ' if held else 'DIFFERS'} {took:7.1f}")
            if not held:
                print(f"      expected: {expected}\n      seen:     {seen}")
        print(f"\n{len(self.rows) - failed} passed, {failed} failed", flush=True)
        return 1 if failed else 0
