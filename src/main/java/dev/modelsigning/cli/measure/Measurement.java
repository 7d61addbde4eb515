// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.evidence.HashingChoice;
import dev.modelsigning.manifest.pointer.PointerRefusal;
import dev.modelsigning.manifest.walk.KnownFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The task of a measuring Job.
 *
 * @param root mount point of the volume
 * @param path of the model on the volume; empty for the whole volume
 * @param nonce repeated in the report
 * @param jobUid repeated in the report
 * @param shard repeated in the report
 * @param signatureFile relative to the model; not part of the model, and returned as evidence
 * @param serialization how to hash; if empty, as the signature file states
 * @param threads hashing threads; 0 for the number of processors
 * @param dropBehind whether the page cache drops what was read
 * @param fingerprintOnly whether only the metadata of the files is looked at
 * @param refusesPointers whether files that stand for content which was not fetched are refused
 */
record Measurement(
    Path root,
    String path,
    String nonce,
    String jobUid,
    int shard,
    Optional<String> signatureFile,
    Optional<HashingChoice> serialization,
    int threads,
    boolean dropBehind,
    boolean fingerprintOnly,
    boolean refusesPointers) {

  /** What is known of the files before they are read. */
  KnownFiles known(KnownFiles known) {
    return refusesPointers
        ? new PointerRefusal(known, ", or set allowPointers in the options of the signing job")
        : known;
  }
}
