// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.pki.TrustMaterialException;
import dev.sigstore.fulcio.client.FulcioVerifier;
import dev.sigstore.rekor.client.RekorVerifier;
import dev.sigstore.trustroot.CertificateAuthority;
import dev.sigstore.trustroot.SigstoreConfigurationException;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import dev.sigstore.trustroot.TransparencyLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys and certificates of one Sigstore instance: certificate authorities, transparency logs
 * and timestamp authorities.
 */
public final class TrustedRoot {
  /** The most bytes of a trusted root in JSON. */
  public static final int MAX_BYTES = 4 << 20;

  private static final StrictJson JSON = new StrictJson(MAX_BYTES, 100_000, 32, MAX_BYTES);
  private static final String CLIENT_TRUST_CONFIG =
      "application/vnd.dev.sigstore.clienttrustconfig.";

  private final String name;
  private final String digest;
  private final byte[] json;
  private final List<TransparencyLog> logs;
  private final FulcioVerifier certificates;
  private final RekorVerifier entries;
  private final TimestampAuthorities timestamps;
  private final List<RootPart> parts;

  private TrustedRoot(String name, byte[] text, SigstoreTrustedRoot root, List<RootPart> parts)
      throws GeneralSecurityException {
    this.name = name;
    this.parts = parts;
    this.json = text;
    this.digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    this.logs = root.getTLogs();
    this.certificates = FulcioVerifier.newFulcioVerifier(root);
    this.entries = RekorVerifier.newRekorVerifier(root);
    List<TimestampAuthorities.Known> known = new ArrayList<>();
    for (CertificateAuthority authority : root.getTSAs()) {
      known.add(
          TimestampAuthorities.Known.of(
              authority.getCertPath().getCertificates().stream()
                  .map(X509Certificate.class::cast)
                  .toList(),
              authority.getValidFor()::contains));
    }
    this.timestamps = new TimestampAuthorities(known);
  }

  /**
   * Reads a trusted root in Sigstore's JSON form, or a client trust configuration that contains
   * one.
   *
   * @param name its name in messages, such as the file
   * @throws TrustMaterialException if it is neither, or one of its keys cannot be used
   */
  public static TrustedRoot read(String name, byte[] json) throws TrustMaterialException {
    try {
      JsonNode tree = JSON.read(json);
      JsonNode root =
          tree.path("mediaType").asText().startsWith(CLIENT_TRUST_CONFIG)
              ? tree.path("trustedRoot")
              : tree;
      if (root.path("certificateAuthorities").isEmpty() || root.path("tlogs").isEmpty()) {
        throw new TrustMaterialException(
            "'%s' contains no certificate authority or no transparency log; give a trusted_root.json"
                .formatted(name));
      }
      byte[] text = StrictJson.write(root).getBytes(StandardCharsets.UTF_8);
      return new TrustedRoot(
          name,
          text,
          SigstoreTrustedRoot.from(new ByteArrayInputStream(text)),
          List.copyOf(RootPart.of(root)));
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw new TrustMaterialException(
          "'%s' is not valid JSON; give a trusted_root.json".formatted(name), e);
    } catch (SigstoreConfigurationException | GeneralSecurityException | RuntimeException e) {
      // The library's parsers throw unchecked exceptions on invalid keys and times.
      throw new TrustMaterialException(
          "'%s' is not a usable trusted root: %s; give a current trusted_root.json"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** The trusted root of Sigstore's public good instance shipped with this version. */
  public static TrustedRoot publicGood() {
    return shipped("public-good-trusted-root.json");
  }

  /** The trusted root of Sigstore's staging instance shipped with this version. */
  public static TrustedRoot staging() {
    return shipped("staging-trusted-root.json");
  }

  private static TrustedRoot shipped(String resource) {
    try (InputStream in = TrustedRoot.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from this build");
      }
      return read(resource, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(resource + " of this build is invalid", e);
    }
  }

  /** The name in messages. */
  public String name() {
    return name;
  }

  /** Its content, from which {@link #read} makes the same root. */
  public byte[] json() {
    return json.clone();
  }

  /** SHA-256 over its content, in hexadecimal digits. */
  public String digest() {
    return digest;
  }

  /** Its keys and certificate authorities. */
  public List<RootPart> parts() {
    return parts;
  }

  /**
   * When it first has no valid key of some kind left: of each kind the last end counts. Empty
   * without an end.
   */
  public Optional<Instant> end() {
    Map<RootPart.Kind, Instant> ends = new EnumMap<>(RootPart.Kind.class);
    parts.forEach(
        part ->
            ends.merge(
                part.kind(),
                part.end().orElse(Instant.MAX),
                (left, right) -> left.isAfter(right) ? left : right));
    return ends.values().stream().filter(Instant.MAX::isAfter).min(Instant::compareTo);
  }

  /**
   * Whether it vouches for all that an earlier one has vouched for until now: it has the same keys
   * and authorities, and perhaps more, and none that takes the place of another.
   */
  public boolean continues(TrustedRoot earlier, Instant now) {
    List<String> ids = parts.stream().map(RootPart::id).filter(id -> !id.isEmpty()).toList();
    return ids.stream().distinct().count() == ids.size()
        && earlier.parts.stream()
            .allMatch(part -> parts.stream().anyMatch(mine -> mine.continues(part, now)));
  }

  /** The transparency logs. */
  public List<TransparencyLog> logs() {
    return logs;
  }

  /** Verifies certificates of the certificate authorities. */
  public FulcioVerifier certificates() {
    return certificates;
  }

  /** Verifies entries of the transparency logs. */
  RekorVerifier entries() {
    return entries;
  }

  /** The timestamp authorities. */
  public TimestampAuthorities timestamps() {
    return timestamps;
  }
}
