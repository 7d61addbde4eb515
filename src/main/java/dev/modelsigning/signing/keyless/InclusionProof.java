// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.signing.SigningException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A log's proof that an entry is in its tree (RFC 6962, 2.1.1), with the signed note that states
 * the tree. Only verifiers, which have the log's key, check the note's signature.
 *
 * @param index of the entry in the tree
 * @param size of the tree
 * @param root of the tree
 * @param path the hashes from the leaf to the root
 * @param checkpoint the signed note
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one check
record InclusionProof(long index, long size, byte[] root, List<byte[]> path, String checkpoint) {
  private static final int MAX_HASHES = 64;

  /**
   * Checks that this proves an entry.
   *
   * @throws SigningException if it does not
   */
  void check(byte[] entry, RemoteService log) throws SigningException {
    if (index >= size || path.size() > MAX_HASHES || !proves(entry)) {
      throw ServiceRefusal.of(log, "answers with a proof that does not prove the entry");
    }
    List<String> note = checkpoint.lines().limit(4).toList();
    if (note.size() < 4
        || !note.get(1).equals(Long.toString(size))
        || !note.get(2).equals(Base64.getEncoder().encodeToString(root))
        || !checkpoint.contains("\n\n\u2014 ")) {
      throw ServiceRefusal.of(log, "answers with a checkpoint of a different tree");
    }
  }

  /** Verifies the proof by the algorithm of RFC 9162, 2.1.3.2. */
  private boolean proves(byte[] entry) {
    long fn = index;
    long sn = size - 1;
    byte[] hash = sha256(new byte[] {0}, entry);
    for (byte[] sibling : path) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        hash = sha256(new byte[] {1}, sibling, hash);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        hash = sha256(new byte[] {1}, hash, sibling);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && MessageDigest.isEqual(hash, root);
  }

  /** Fills the member {@code inclusionProof} of a log entry in a bundle. */
  ObjectNode toJson(ObjectNode json) {
    json.put("logIndex", Long.toString(index));
    json.put("rootHash", Base64.getEncoder().encodeToString(root));
    json.put("treeSize", Long.toString(size));
    ArrayNode hashes = json.putArray("hashes");
    path.forEach(hash -> hashes.add(Base64.getEncoder().encodeToString(hash)));
    json.putObject("checkpoint").put("envelope", checkpoint);
    return json;
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
