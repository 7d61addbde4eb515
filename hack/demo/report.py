# SPDX-License-Identifier: Apache-2.0
"""Steps with what was expected and what was seen, and the table at the end."""

import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

from kube import TimedOutError, say


class Report:
    def __init__(self):
        self.rows = []
        self.lock = threading.Lock()
        self.begun = 0

    @staticmethod
    def side_by_side(*parts):
        """Steps of parts that do not touch each other; the rows are in the order in which the steps end."""
        with ThreadPoolExecutor(len(parts)) as together:
            for running in [together.submit(part) for part in parts]:
                running.result()

    def step(self, title, expected, action):
        """Runs one step. action returns (held, seen)."""
        with self.lock:
            self.begun += 1
            number = self.begun
        say(f"STEP {number}: {title}\n    expected: {expected}")
        started = time.monotonic()
        try:
            held, seen = action()
        except TimedOutError as late:
            held, seen = False, str(late)
        except Exception as failure:  # noqa: BLE001 - the story goes on; the table shows every step
            traceback.print_exc()
            held, seen = False, f"{type(failure).__name__}: {failure}"
        took = time.monotonic() - started
        say(f"seen in step {number}: {seen}\n    {'ok' if held else 'DIFFERS'} in {took:.1f} s")
        with self.lock:
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
