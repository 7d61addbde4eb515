// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.manifest.Serialization;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a measuring Job was told to do.
 *
 * @param root where the volume is mounted
 * @param path of the model on the volume; empty for all of it
 * @param nonce repeated in the report
 * @param jobUid repeated in the report
 * @param shard repeated in the report
 * @param signatureFile relative to the model; left out of the model and handed back as evidence
 * @param serialization how to hash; without it, as the signature file says
 * @param threads hashing threads; 0 for as many as processors
 * @param dropBehind whether the page cache forgets what was read
 */
record Measurement(
    Path root,
    String path,
    String nonce,
    String jobUid,
    int shard,
    Optional<String> signatureFile,
    Optional<Serialization> serialization,
    int threads,
    boolean dropBehind) {}
