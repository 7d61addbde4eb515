// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.json.StrictJson;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Brings the JSON of a bundle into one form, and refuses what is not of the format, so that a file
 * that is a bundle is nothing else: a configuration or a template that a server reads could hide in
 * members that verifiers skip. Types and limits are checked by whoever reads the members.
 *
 * <p>ProtoJSON lets a member be spelled in two ways and be null instead of absent; both are read.
 */
final class BundleMembers {
  private static final String ROOT = "";
  private static final String PAYLOAD = "payload";
  private static final String CHECKPOINT = "envelope";

  /**
   * The members of each object by the name of the member that holds it, which is unique in the
   * format: Sigstore bundles 0.1 to 0.3, with the names of their protocol buffers.
   */
  private static final Map<String, Set<String>> OBJECTS =
      Map.ofEntries(
          Map.entry(
              ROOT,
              Set.of("media_type", "verification_material", "dsse_envelope", "message_signature")),
          Map.entry(
              "verificationMaterial",
              Set.of(
                  "public_key",
                  "x509_certificate_chain",
                  "certificate",
                  "tlog_entries",
                  "timestamp_verification_data")),
          // Bundles of pre-1.0 signers hold a PublicKey here, with its three members.
          Map.entry("publicKey", Set.of("hint", "raw_bytes", "key_details", "valid_for")),
          Map.entry("validFor", Set.of("start", "end")),
          Map.entry("x509CertificateChain", Set.of("certificates")),
          Map.entry("certificates", Set.of("raw_bytes")),
          Map.entry("certificate", Set.of("raw_bytes")),
          Map.entry(
              "tlogEntries",
              Set.of(
                  "log_index",
                  "log_id",
                  "kind_version",
                  "integrated_time",
                  "inclusion_promise",
                  "inclusion_proof",
                  "canonicalized_body")),
          Map.entry("logId", Set.of("key_id")),
          Map.entry("kindVersion", Set.of("kind", "version")),
          Map.entry("inclusionPromise", Set.of("signed_entry_timestamp")),
          Map.entry(
              "inclusionProof",
              Set.of("log_index", "root_hash", "tree_size", "hashes", "checkpoint")),
          Map.entry("checkpoint", Set.of(CHECKPOINT)),
          Map.entry("timestampVerificationData", Set.of("rfc3161_timestamps")),
          Map.entry("rfc3161Timestamps", Set.of("signed_timestamp")),
          // The in-toto envelope's own names are these, so there is no second form.
          Map.entry("dsseEnvelope", Set.of(PAYLOAD, "payloadType", "signatures")),
          Map.entry("signatures", Set.of("sig", "keyid")));

  private static final String HASHES = "hashes";

  /** The members that hold lists of objects; all other objects are alone. */
  private static final Set<String> LISTS =
      Set.of("certificates", "tlogEntries", "rfc3161Timestamps", "signatures");

  private BundleMembers() {}

  /**
   * A bundle with the names of its JSON form and without nulls.
   *
   * @throws BundleFormatException for a member that the format does not have, that is there twice,
   *     or whose text has characters that no text of a bundle needs
   */
  static ObjectNode normal(ObjectNode bundle) throws BundleFormatException {
    requireOneOfItsMembers(bundle);
    return normal(bundle, ROOT);
  }

  /** Of another document no single member is to blame, and removing one does not help. */
  private static void requireOneOfItsMembers(ObjectNode bundle) throws BundleFormatException {
    Set<String> members = OBJECTS.getOrDefault(ROOT, Set.of());
    List<String> there = bundle.properties().stream().map(Map.Entry::getKey).toList();
    if (!there.isEmpty()
        && there.stream()
            .noneMatch(name -> members.contains(name) || members.contains(protoName(name)))) {
      throw new BundleFormatException(
          Reason.MALFORMED,
          "it is no Sigstore bundle but another JSON document, with the member '%s'"
              .formatted(JsonMembers.shown(there.getFirst())));
    }
  }

  private static ObjectNode normal(ObjectNode object, String holder) throws BundleFormatException {
    Set<String> members = OBJECTS.getOrDefault(holder, Set.of());
    ObjectNode normal = StrictJson.object();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = jsonName(member.getKey());
      if (!members.contains(member.getKey()) && !members.contains(protoName(member.getKey()))) {
        throw unknown(member.getKey(), holder);
      }
      if (!seen.add(name)) {
        throw new BundleFormatException(
            Reason.MALFORMED, "the member '%s' is there in two spellings".formatted(name));
      }
      if (!member.getValue().isNull()) {
        normal.set(name, value(member.getValue(), name));
      }
    }
    return normal;
  }

  private static JsonNode value(JsonNode value, String name) throws BundleFormatException {
    if (value instanceof ObjectNode object && OBJECTS.containsKey(name) && !LISTS.contains(name)) {
      return normal(object, name);
    }
    if (value instanceof ArrayNode array && (LISTS.contains(name) || name.equals(HASHES))) {
      ArrayNode normal = StrictJson.object().arrayNode();
      for (JsonNode element : array) {
        if (element.isArray() || element.isNull()) {
          throw new BundleFormatException(
              Reason.MALFORMED, "an element of '%s' is null or a list".formatted(name));
        }
        normal.add(element(element, name));
      }
      return normal;
    }
    if (LISTS.contains(name) || value.isContainerNode()) {
      throw new BundleFormatException(
          Reason.MALFORMED,
          LISTS.contains(name)
              ? "'%s' is not a list".formatted(name)
              : OBJECTS.containsKey(name)
                  ? "'%s' is a list, not an object".formatted(name)
                  : "'%s' is neither text nor a number".formatted(name));
    }
    if (value.isTextual() && !name.equals(PAYLOAD)) {
      checkText(value.textValue(), name);
    }
    return value;
  }

  private static JsonNode element(JsonNode element, String name) throws BundleFormatException {
    if (!LISTS.contains(name)) {
      return value(element, name);
    }
    if (element instanceof ObjectNode object) {
      return normal(object, name);
    }
    throw new BundleFormatException(
        name.equals("signatures") ? Reason.ENVELOPE : Reason.MALFORMED,
        "an element of '%s' is not an object".formatted(name));
  }

  /**
   * Identifiers, base64 and checkpoints need none of the characters that begin an expression in a
   * template, a shell or markup. The payload is base64, and its reader refuses everything else.
   */
  private static void checkText(String text, String name) throws BundleFormatException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c <= '~' && "{}<>$`\"'\\".indexOf(c) < 0;
      boolean ofCheckpoint = name.equals(CHECKPOINT) && (c == '\n' || c == '\u2014');
      if (!plain && !ofCheckpoint) {
        throw new BundleFormatException(
            Reason.MALFORMED,
            "'%s' contains a character that has no place in a bundle (%s)"
                .formatted(name, String.format(Locale.ROOT, "U+%04X", (int) c)));
      }
    }
  }

  private static BundleFormatException unknown(String name, String holder) {
    return new BundleFormatException(
        Reason.MALFORMED,
        "the member '%s' of %s is not part of the format (Sigstore bundles 0.1 to 0.3); remove it"
            .formatted(
                JsonMembers.shown(name), holder.isEmpty() ? "the bundle" : "'" + holder + "'"));
  }

  /** {@code log_index} as {@code logIndex}. */
  private static String jsonName(String name) {
    int at = name.indexOf('_');
    if (at < 0) {
      return name;
    }
    StringBuilder json = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        json.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return json.toString();
  }

  /** {@code logIndex} as {@code log_index}. */
  private static String protoName(String name) {
    StringBuilder proto = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        proto.append('_').append((char) (c + 32));
      } else {
        proto.append(c);
      }
    }
    return proto.toString();
  }
}
