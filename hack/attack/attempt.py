# SPDX-License-Identifier: Apache-2.0
"""One attempt, what was seen of it, and the table at the end."""

import contextlib
import dataclasses
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable

from kube import TimedOutError, say

REFUSED, SURVIVED, NOT_SIGNED, UNKNOWN = "refused", "survived", "not signed", "Unknown"
ADMITTED, RUNS = "admitted", "runs"  # of the controls
BROKEN = "harness"  # nothing was learned

# Who may refuse. An answer of anybody else is a refusal for the wrong reason.
WEBHOOK = r'admission webhook "[^"]*modelsigning\.dev" denied the request'
GUARD = r"ValidatingAdmissionPolicy '[^']*model-signature[^']*'"
POLICY = f"{WEBHOOK}|{GUARD}"
RBAC = r'is forbidden: User "system:serviceaccount:[^"]*" cannot'
SCHEMA = r"is invalid: |Invalid value"

# Passing states: a refusal because of one of them says nothing about what the attempt adds.
PASSING = (
    r"not known to the webhook yet|has not read policy|"
    r"has no status yet|has not been (verified|evaluated|judged)\b|\((Measuring|CheckFailed|GuardMissing|"
    r"WritersPresent|WriterAppeared|WriterDuringRun|JobDeleted|PodDeleted|NotStarted|LogUnreadable|EvidenceLost|PolicyNotReady|NoMatchingPolicy)\b|"
    r"failed calling webhook"
)
LIMIT = 180  # seconds for one attempt, so that the whole list ends


@dataclasses.dataclass(frozen=True)
class Seen:
    """outcome is compared with what the attempt expects; text is what people read."""

    outcome: str
    text: str = ""


@dataclasses.dataclass(frozen=True)
class Attempt:
    kind: str
    name: str
    expected: str
    action: Callable  # (world) -> Seen
    limit: int = LIMIT


class OutOfTimeError(Exception):
    """An attempt did not end in its time."""


@contextlib.contextmanager
def limited(seconds):
    """Ends what the main thread does after so many seconds."""

    def ended(*_):
        raise OutOfTimeError(f"not ended after {seconds} s")

    signal.signal(signal.SIGALRM, ended)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def passing(message):
    return re.search(PASSING, one_line(message)) is not None


def refusal(message, words, by=POLICY):
    """A refusal counts when the right one refuses and names what it refuses: one of the words."""
    line = one_line(message)
    if passing(line):
        return Seen(BROKEN, f"refused because of a passing state: {line}")
    if not re.search(by, line):
        return Seen(BROKEN, f"refused by somebody else: {line}")
    if words and not any(word.lower() in line.lower() for word in words):
        return Seen(BROKEN, f"refused for another reason, none of {', '.join(words)}: {line}")
    return Seen(REFUSED, line)


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


def by_kind(kind):
    """A2 before A10; the controls first."""
    return kind[:1], int(kind[1:] or 0)


class Table:
    def __init__(self):
        self.rows = []

    def run(self, attempt, world):
        say(f"{attempt.kind} {attempt.name}")
        started = time.monotonic()
        try:
            with limited(attempt.limit):
                seen = attempt.action(world)
        except TimedOutError as late:
            seen = Seen(BROKEN, str(late))
        except Exception as failure:  # noqa: BLE001 - the next attempt is made all the same
            traceback.print_exc()
            seen = Seen(BROKEN, f"{type(failure).__name__}: {one_line(str(failure))}")
        held = seen.outcome == attempt.expected
        took = time.monotonic() - started
        self.rows.append((attempt, seen, held, took))
        print(
            f"    expected {attempt.expected}, seen {seen.outcome}: {seen.text[:600]}\n    {'ok' if held else 'FAILED'} in {took:.1f} s",
            file=sys.stderr,
            flush=True,
        )
        return held

    def close(self, wanted):
        """Prints the table; 0 when all that were wanted ended as expected."""
        width = max((len(row[0].name) for row in self.rows), default=0)
        print(f"\n{'kind':<5} {'attempt':<{width}}  {'expected':<10}  {'seen':<10}  seconds")
        for attempt, seen, held, took in sorted(self.rows, key=lambda row: by_kind(row[0].kind)):
            print(
                f"{attempt.kind:<5} {attempt.name:<{width}}  {attempt.expected:<10}  {seen.outcome:<10}  {took:7.1f}"
                f"{'' if held else '  FAILED'}"
            )
            if not held or seen.outcome == SURVIVED:
                print(f"{'':<5}   {seen.text[:400]}")
        self.kinds()
        failed = sum(1 for row in self.rows if not row[2])
        missing = wanted - len(self.rows)
        print(
            f"\n{len(self.rows) - failed} passed, {failed + missing} failed" + (f", {missing} of them not tried" if missing else ""),
            flush=True,
        )
        return 1 if failed or missing or not self.rows else 0

    def kinds(self):
        print(f"\n{'kind':<5} passed  failed  not learned")
        for kind in sorted({attempt.kind for attempt, *_ in self.rows}, key=by_kind):
            rows = [row for row in self.rows if row[0].kind == kind]
            broken = sum(1 for row in rows if row[1].outcome == BROKEN)
            held = sum(1 for row in rows if row[2])
            print(f"{kind:<5} {held:>6}  {len(rows) - held - broken:>6}  {broken:>11}")
