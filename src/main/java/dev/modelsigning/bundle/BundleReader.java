// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.json.StrictJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.Set;

/**
 * Reads bundles within {@link BundleLimits}. Their signatures are not verified. Members that the
 * format does not have are refused, and every form that ProtoJSON allows is read, see {@link
 * BundleMembers}.
 */
public final class BundleReader {
  /** The accepted media types of Sigstore bundles. */
  public static final Set<String> MEDIA_TYPES =
      Set.of(
          Bundle.MEDIA_TYPE,
          "application/vnd.dev.sigstore.bundle+json;version=0.1",
          "application/vnd.dev.sigstore.bundle+json;version=0.2",
          "application/vnd.dev.sigstore.bundle+json;version=0.3");

  private static final StrictJson JSON =
      new StrictJson(
          BundleLimits.MAX_BYTES,
          BundleLimits.MAX_TOKENS,
          BundleLimits.MAX_DEPTH,
          BundleLimits.MAX_BYTES);

  private BundleReader() {}

  /**
   * Reads a bundle.
   *
   * @throws BundleFormatException if it breaks a rule; nothing of such a bundle may be used
   */
  public static Bundle read(byte[] json) throws BundleFormatException {
    return read(parse(json), Optional.empty());
  }

  /**
   * Reads a bundle of up to {@link BundleLimits#MAX_STREAMED_BYTES} without holding a long payload
   * in memory: it stays where it is, and is read again whenever it is used.
   *
   * @throws BundleFormatException if it breaks a rule; nothing of such a bundle may be used
   * @throws IOException if the source cannot be read
   */
  public static Bundle read(BundleSource source) throws BundleFormatException, IOException {
    BundleShell shell = BundleShell.of(source);
    Optional<Base64Text> text = shell.text();
    return read(
        parse(shell.rest()),
        text.isPresent()
            ? Optional.of(new Payload.InBundle(text.get().checked()))
            : Optional.empty());
  }

  /**
   * The JSON of a bundle with a mark in place of its long payload; empty if it has none.
   *
   * @throws BundleFormatException if it is over a limit
   * @throws IOException if the source cannot be read
   */
  public static Optional<byte[]> withoutPayload(BundleSource source)
      throws BundleFormatException, IOException {
    BundleShell shell = BundleShell.of(source);
    return shell.text().isPresent() ? Optional.of(shell.rest()) : Optional.empty();
  }

  /**
   * Reads what {@link #withoutPayload} returned.
   *
   * @param payload what is known of the payload
   * @throws BundleFormatException if it breaks a rule of bundles
   */
  public static Bundle read(byte[] rest, Payload.Digested payload) throws BundleFormatException {
    Bundle bundle = read(parse(rest), Optional.of(payload));
    if (!bundle.envelope().isDigested()) {
      throw new BundleFormatException(
          Reason.ENVELOPE, "there is a payload where a mark for one is expected");
    }
    return bundle;
  }

  private static Bundle read(ObjectNode parsed, Optional<? extends Payload> longText)
      throws BundleFormatException {
    ObjectNode bundle = BundleMembers.normal(withoutMessage(parsed));
    String mediaType = JsonMembers.text(bundle, "mediaType", Reason.MEDIA_TYPE);
    if (!MEDIA_TYPES.contains(mediaType)) {
      throw new BundleFormatException(
          Reason.MEDIA_TYPE,
          "'mediaType' is '%s', which is not a Sigstore bundle 0.1, 0.2 or 0.3"
              .formatted(JsonMembers.shown(mediaType)));
    }
    VerificationMaterial material =
        MaterialReader.read(JsonMembers.object(bundle, "verificationMaterial", Reason.MATERIAL));
    DsseEnvelope envelope =
        envelope(JsonMembers.object(bundle, "dsseEnvelope", Reason.ENVELOPE), longText);
    return new Bundle(mediaType, material, envelope);
  }

  private static ObjectNode withoutMessage(ObjectNode bundle) throws BundleFormatException {
    if (bundle.hasNonNull("messageSignature") || bundle.hasNonNull("message_signature")) {
      throw new BundleFormatException(
          Reason.ENVELOPE,
          "the bundle contains a 'messageSignature'; the bundle of a model contains a"
              + " 'dsseEnvelope'");
    }
    return bundle;
  }

  private static ObjectNode parse(byte[] json) throws BundleFormatException {
    if (json.length > BundleLimits.MAX_BYTES) {
      throw new BundleFormatException(
          Reason.TOO_LARGE,
          "the bundle has %d bytes; the limit is %d"
              .formatted(json.length, BundleLimits.MAX_BYTES));
    }
    try {
      if (JSON.read(json) instanceof ObjectNode object) {
        return object;
      }
      throw new BundleFormatException(Reason.MALFORMED, "the bundle is not a JSON object");
    } catch (CharacterCodingException e) {
      throw new BundleFormatException(Reason.MALFORMED, "the bundle is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new BundleFormatException(
          Reason.MALFORMED, "the bundle is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads the JSON of a log entry, within the limits of bundles. */
  static JsonNode logEntry(String json) {
    try {
      return JSON.read(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a log entry is not valid JSON", e);
    }
  }

  private static DsseEnvelope envelope(ObjectNode json, Optional<? extends Payload> longText)
      throws BundleFormatException {
    String payloadType = JsonMembers.text(json, "payloadType", Reason.ENVELOPE);
    Payload payload = payload(json, longText);
    // The Sigstore bundle format: verifiers must refuse an envelope without exactly one signature.
    if (!(json.path("signatures") instanceof ArrayNode signatures) || signatures.size() != 1) {
      throw new BundleFormatException(
          Reason.SIGNATURE_COUNT,
          "the envelope has %d signatures, not exactly one"
              .formatted(json.path("signatures").size()));
    }
    if (!(signatures.get(0) instanceof ObjectNode only)) {
      throw new BundleFormatException(Reason.ENVELOPE, "the signature is not an object");
    }
    byte[] signature =
        JsonMembers.bytes(only, "sig", BundleLimits.MAX_SIGNATURE_BYTES, Reason.ENVELOPE);
    if (signature.length == 0) {
      throw new BundleFormatException(Reason.ENVELOPE, "the signature is empty");
    }
    return new DsseEnvelope(payloadType, payload, signature, keyId(only), false);
  }

  /** The mark of a long text is refused everywhere else, see {@link BundleMembers}. */
  private static Payload payload(ObjectNode json, Optional<? extends Payload> longText)
      throws BundleFormatException {
    if (longText.isPresent() && BundleShell.MARK.equals(json.path("payload").textValue())) {
      return longText.get();
    }
    return new Payload.InMemory(
        JsonMembers.bytes(json, "payload", BundleLimits.MAX_BYTES, Reason.ENVELOPE));
  }

  private static String keyId(ObjectNode signature) throws BundleFormatException {
    JsonNode keyId = signature.path("keyid");
    return keyId.isMissingNode() || keyId.isNull()
        ? ""
        : JsonMembers.text(signature, "keyid", Reason.ENVELOPE);
  }
}
