// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.testing.TestPki;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * A log like Rekor: version 1 promises inclusion at a time (its key is on P-256), version 2 only
 * proves it (its key is an Ed25519 one). Every log starts with an unrelated entry.
 */
public final class TransparencyLog {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Global indexes of version 1 count the entries of earlier trees too. */
  private static final int EARLIER_ENTRIES = 1000;

  private static final String TREE_ID = "1193050959916656506";

  private final int version;
  private final String host;
  private final MerkleTree tree;
  private final PublicKey announced;
  private final KeyPair key;

  TransparencyLog(int version, String host) {
    this.version = version;
    this.host = host;
    this.tree = new MerkleTree();
    this.key = newKey(version);
    this.announced = key.getPublic();
    tree.append("of somebody else".getBytes(StandardCharsets.UTF_8));
  }

  private TransparencyLog(TransparencyLog other, KeyPair key) {
    this.version = other.version;
    this.host = other.host;
    this.tree = other.tree;
    this.announced = other.announced;
    this.key = key;
  }

  private static KeyPair newKey(int version) {
    try {
      return version == 1
          ? TestPki.ecKey()
          : KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A log that claims to be this one and signs promises and checkpoints with another key. */
  public TransparencyLog forged() {
    return new TransparencyLog(this, newKey(version));
  }

  /** 1 or 2. */
  public int version() {
    return version;
  }

  String host() {
    return host;
  }

  PublicKey publicKey() {
    return announced;
  }

  byte[] logId() {
    byte[] encoded = announced.getEncoded();
    if (version == 1) {
      return MerkleTree.sha256(encoded);
    }
    byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return MerkleTree.sha256((host + "\n").getBytes(StandardCharsets.UTF_8), new byte[] {1}, raw);
  }

  /**
   * Adds an entry; two more of somebody else follow before the proof is made.
   *
   * @param body canonical JSON
   * @param at when; version 2 does not tell
   * @return a {@code TransparencyLogEntry} in the JSON form of protocol buffers
   */
  public ObjectNode add(byte[] body, String kind, String kindVersion, Instant at) {
    int index = tree.append(body);
    tree.append(("later than " + index).getBytes(StandardCharsets.UTF_8));
    tree.append(("still later than " + index).getBytes(StandardCharsets.UTF_8));
    long globalIndex = version == 1 ? EARLIER_ENTRIES + index : index;
    ObjectNode entry = MAPPER.createObjectNode();
    entry.put("logIndex", Long.toString(globalIndex));
    entry.putObject("logId").put("keyId", base64(logId()));
    entry.putObject("kindVersion").put("kind", kind).put("version", kindVersion);
    if (version == 1) {
      entry.put("integratedTime", Long.toString(at.getEpochSecond()));
      entry
          .putObject("inclusionPromise")
          .put("signedEntryTimestamp", base64(promise(body, at, globalIndex)));
    }
    ObjectNode proof = entry.putObject("inclusionProof");
    proof.put("logIndex", Integer.toString(index));
    proof.put("rootHash", base64(tree.root()));
    proof.put("treeSize", Integer.toString(tree.size()));
    ArrayNode hashes = proof.putArray("hashes");
    tree.proof(index).forEach(hash -> hashes.add(base64(hash)));
    proof.putObject("checkpoint").put("envelope", checkpoint());
    entry.put("canonicalizedBody", base64(body));
    return entry;
  }

  /** The answer of version 1's REST interface for an entry. */
  static ObjectNode restForm(ObjectNode entry) {
    ObjectNode value = MAPPER.createObjectNode();
    value.put("body", entry.path("canonicalizedBody").asText());
    value.put("integratedTime", entry.path("integratedTime").asLong());
    value.put("logID", hex(entry.path("logId").path("keyId").asText()));
    value.put("logIndex", entry.path("logIndex").asLong());
    ObjectNode verification = value.putObject("verification");
    ObjectNode proof = verification.putObject("inclusionProof");
    var from = entry.path("inclusionProof");
    proof.put("checkpoint", from.path("checkpoint").path("envelope").asText());
    ArrayNode hashes = proof.putArray("hashes");
    from.path("hashes").forEach(hash -> hashes.add(hex(hash.asText())));
    proof.put("logIndex", from.path("logIndex").asLong());
    proof.put("rootHash", hex(from.path("rootHash").asText()));
    proof.put("treeSize", from.path("treeSize").asLong());
    verification.put(
        "signedEntryTimestamp",
        entry.path("inclusionPromise").path("signedEntryTimestamp").asText());
    byte[] body = Base64.getDecoder().decode(entry.path("canonicalizedBody").asText());
    String uuid = "%016x".formatted(Long.parseLong(TREE_ID));
    ObjectNode answer = MAPPER.createObjectNode();
    answer.set(uuid + HexFormat.of().formatHex(MerkleTree.sha256(new byte[] {0}, body)), value);
    return answer;
  }

  private byte[] promise(byte[] body, Instant at, long index) {
    TreeMap<String, Object> canonical = new TreeMap<>();
    canonical.put("body", base64(body));
    canonical.put("integratedTime", at.getEpochSecond());
    canonical.put("logID", HexFormat.of().formatHex(logId()));
    canonical.put("logIndex", index);
    return sign(MAPPER.valueToTree(canonical).toString());
  }

  private String checkpoint() {
    String origin = version == 1 ? host + " - " + TREE_ID : host;
    String note = "%s\n%d\n%s\n".formatted(origin, tree.size(), base64(tree.root()));
    byte[] signature = sign(note);
    byte[] withHint = new byte[4 + signature.length];
    System.arraycopy(logId(), 0, withHint, 0, 4);
    System.arraycopy(signature, 0, withHint, 4, signature.length);
    return note + "\n\u2014 " + host + " " + base64(withHint) + "\n";
  }

  private byte[] sign(String text) {
    try {
      Signature signer = Signature.getInstance(version == 1 ? "SHA256withECDSA" : "Ed25519");
      signer.initSign(key.getPrivate());
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
