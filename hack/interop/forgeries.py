# SPDX-License-Identifier: Apache-2.0
"""Bundles that were made well by the real servers and then spoilt: what every verifier has to refuse."""

import base64
import copy


def flipped(text):
    """Base64 of the same bytes but for one bit in the last."""
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return base64.b64encode(bytes(data)).decode()


def entry(bundle):
    return bundle["verificationMaterial"]["tlogEntries"][0]


def timestamps(bundle):
    return bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"]


def another_payload(bundle, _):
    envelope = bundle["dsseEnvelope"]
    text = base64.b64decode(envelope["payload"]).decode()
    envelope["payload"] = base64.b64encode(text.replace('"sha256"', '"sha512"', 1).encode()).decode()


def another_certificate(bundle, other):
    bundle["verificationMaterial"]["certificate"] = other["verificationMaterial"]["certificate"]


def another_log_entry(bundle, other):
    bundle["verificationMaterial"]["tlogEntries"] = [entry(other)]


def no_log_entry(bundle, _):
    bundle["verificationMaterial"]["tlogEntries"] = []


def a_second_log_entry(bundle, other):
    bundle["verificationMaterial"]["tlogEntries"].append(entry(other))


def another_root_of_the_tree(bundle, _):
    proof = entry(bundle)["inclusionProof"]
    lines = proof["checkpoint"]["envelope"].split("\n")
    lines[2] = flipped(lines[2])
    proof["checkpoint"]["envelope"] = "\n".join(lines)
    proof["rootHash"] = lines[2]


def another_promise(bundle, _):
    promise = entry(bundle)["inclusionPromise"]
    promise["signedEntryTimestamp"] = flipped(promise["signedEntryTimestamp"])


def another_time(bundle, _):
    one = entry(bundle)
    one["integratedTime"] = str(int(one["integratedTime"]) - 1)


def another_timestamp(bundle, other):
    timestamps(bundle)[:] = timestamps(other)


def no_timestamp(bundle, _):
    timestamps(bundle).clear()


# What was done, how, and what oms has to say of it.
ALWAYS = (
    ("another payload", another_payload, "signature"),
    ("the certificate of another bundle", another_certificate, "signature"),
    ("the log entry of another bundle", another_log_entry, "log entry is about another"),
    ("no log entry", no_log_entry, "tlogEntries"),
    ("a second log entry, of another bundle", a_second_log_entry, "log entry is about another"),
    ("a checkpoint over another tree", another_root_of_the_tree, "log entry does not verify"),
)
# Who tells the time: the log by its promise, or the timestamp authority.
BY_REKOR_VERSION = {
    1: (
        ("a damaged promise of the log", another_promise, "log entry does not verify"),
        ("another time in the log entry", another_time, "log entry does not verify")),
    2: (
        ("the timestamp of another bundle", another_timestamp, "timestamp does not verify"),
        ("no timestamp", no_timestamp, "when the signature was made")),
}


def forge(bundle, other, rekor_version):
    """Yields what was done, the bundle, and what oms has to say; other is a good bundle of the same kind."""
    for title, spoil, reason in ALWAYS + BY_REKOR_VERSION[rekor_version]:
        spoilt = copy.deepcopy(bundle)
        spoil(spoilt, other)
        if spoilt == bundle:
            raise RuntimeError(f"the forgery '{title}' changed nothing")
        yield title, spoilt, reason
