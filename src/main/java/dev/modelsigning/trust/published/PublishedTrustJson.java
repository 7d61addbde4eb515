// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.published;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.text.Printable;
import dev.modelsigning.trust.published.PublishedAuthority.Keyless;
import dev.modelsigning.trust.published.PublishedAuthority.Rule;
import dev.modelsigning.trust.published.PublishedTrust.Denial;
import dev.modelsigning.trust.published.PublishedTrust.WantedAnnotation;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Published trust as JSON. Everything is checked: another version, an unknown or missing member and
 * a value of another type are refused, since what is not understood cannot be enforced.
 */
public final class PublishedTrustJson {
  /** The version that is written and read. */
  public static final String VERSION = "modelsigning.dev/gate-trust/v1";

  /** The most bytes of one document: a ConfigMap holds no more. */
  public static final int MAX_BYTES = 1 << 20;

  private static final StrictJson JSON = new StrictJson(MAX_BYTES, 100_000, 16, MAX_BYTES);
  private static final Set<String> ROOT =
      Set.of(
          "version",
          "policy",
          "authorities",
          "trustedRoots",
          "minimumMatches",
          "annotations",
          "deny",
          "ignoredPaths");
  private static final Set<String> AUTHORITY =
      Set.of("name", "key", "certificate", "keyless", "legacyBundles");
  private static final Set<String> KEY = Set.of("publicKey", "experimental");
  private static final Set<String> CERTIFICATE =
      Set.of("caBundle", "subjectAltNames", "subjectAltNameRegExps", "timestampAuthorities");
  private static final Set<String> KEYLESS =
      Set.of("issuer", "issuerRegExp", "subject", "subjectRegExp", "claims", "trustedRoot");

  private PublishedTrustJson() {}

  /**
   * Reads a document.
   *
   * @throws PublishedTrustException if it is none of this version
   */
  public static PublishedTrust read(byte[] utf8) throws PublishedTrustException {
    try {
      JsonNode tree = JSON.read(utf8);
      String version = tree.path("version").asText();
      if (!VERSION.equals(version)) {
        throw new PublishedTrustException(
            "its version is '%s', not %s; use the oms of the operator's version"
                .formatted(Printable.shortened(version), VERSION));
      }
      StrictMembers root = StrictMembers.of(tree, "the document", ROOT);
      return new PublishedTrust(
          root.text("policy"),
          authorities(root),
          root.map("trustedRoots"),
          root.number("minimumMatches"),
          annotations(root),
          denials(root),
          root.texts("ignoredPaths"));
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw new PublishedTrustException("it is not valid JSON within the limits", e);
    } catch (IllegalArgumentException e) {
      throw new PublishedTrustException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<PublishedAuthority> authorities(StrictMembers root)
      throws PublishedTrustException {
    List<PublishedAuthority> read = new ArrayList<>();
    for (JsonNode value : root.list("authorities")) {
      StrictMembers entry = StrictMembers.of(value, "an authority", AUTHORITY);
      if (entry.object().size() != (entry.has("legacyBundles") ? 3 : 2)) {
        throw new PublishedTrustException(
            "an authority has not exactly a name and one of key, certificate and keyless");
      }
      read.add(authority(entry));
    }
    return read;
  }

  private static PublishedAuthority authority(StrictMembers entry) throws PublishedTrustException {
    String name = entry.text("name");
    boolean legacy = entry.isOn("legacyBundles");
    if (entry.has("key")) {
      StrictMembers key = StrictMembers.of(entry.value("key"), "key", KEY);
      return new PublishedAuthority.Key(
          name, key.text("publicKey"), key.isOn("experimental"), legacy);
    }
    if (entry.has("certificate")) {
      StrictMembers certificate =
          StrictMembers.of(entry.value("certificate"), "certificate", CERTIFICATE);
      return new PublishedAuthority.Certificate(
          name,
          certificate.text("caBundle"),
          certificate.texts("subjectAltNames"),
          certificate.optionalTexts("subjectAltNameRegExps"),
          certificate.optionalTexts("timestampAuthorities"),
          legacy);
    }
    StrictMembers keyless = StrictMembers.of(entry.value("keyless"), "keyless", KEYLESS);
    return new Keyless(
        name,
        rule(keyless, "issuer"),
        rule(keyless, "subject"),
        keyless.map("claims"),
        keyless.text("trustedRoot"),
        legacy);
  }

  private static Rule rule(StrictMembers keyless, String name) throws PublishedTrustException {
    Optional<String> exact = keyless.optionalText(name);
    Optional<String> expression = keyless.optionalText(name + "RegExp");
    if (exact.isPresent() == expression.isPresent()) {
      throw new PublishedTrustException(
          "keyless has not exactly one of " + name + " and its RegExp");
    }
    return new Rule(exact.or(() -> expression).orElseThrow(), expression.isPresent());
  }

  private static List<WantedAnnotation> annotations(StrictMembers root)
      throws PublishedTrustException {
    List<WantedAnnotation> read = new ArrayList<>();
    for (JsonNode value : root.list("annotations")) {
      StrictMembers entry = StrictMembers.of(value, "an annotation", Set.of("name", "oneOf"));
      read.add(
          new WantedAnnotation(
              entry.text("name"),
              entry.has("oneOf") ? Optional.of(entry.texts("oneOf")) : Optional.empty()));
    }
    return read;
  }

  private static List<Denial> denials(StrictMembers root) throws PublishedTrustException {
    List<Denial> read = new ArrayList<>();
    for (JsonNode value : root.list("deny")) {
      StrictMembers entry =
          StrictMembers.of(value, "an entry of deny", Set.of("digest", "key", "reason"));
      read.add(
          new Denial(
              entry.optionalText("digest"), entry.optionalText("key"), entry.text("reason")));
    }
    return read;
  }

  /** Writes a document, always the same for the same trust. */
  public static String write(PublishedTrust trust) {
    ObjectNode root = StrictJson.object();
    root.put("version", VERSION);
    root.put("policy", trust.policy());
    ArrayNode authorities = root.putArray("authorities");
    trust.authorities().forEach(authority -> write(authority, authorities.addObject()));
    ObjectNode roots = root.putObject("trustedRoots");
    trust.trustedRoots().forEach(roots::put);
    root.put("minimumMatches", trust.minimumMatches());
    ArrayNode annotations = root.putArray("annotations");
    for (WantedAnnotation wanted : trust.annotations()) {
      ObjectNode entry = annotations.addObject().put("name", wanted.name());
      // An empty list accepts no value; without the list any value is accepted.
      wanted.oneOf().ifPresent(values -> values.forEach(entry.putArray("oneOf")::add));
    }
    ArrayNode deny = root.putArray("deny");
    for (Denial denial : trust.deny()) {
      ObjectNode entry = deny.addObject();
      denial.digest().ifPresent(digest -> entry.put("digest", digest));
      denial.key().ifPresent(key -> entry.put("key", key));
      entry.put("reason", denial.reason());
    }
    ArrayNode ignored = root.putArray("ignoredPaths");
    trust.ignoredPaths().forEach(ignored::add);
    return StrictJson.write(root);
  }

  private static void write(PublishedAuthority authority, ObjectNode entry) {
    entry.put("name", authority.name());
    // What is not set is not written, so that gates of earlier versions read the rest.
    if (authority.legacyBundles()) {
      entry.put("legacyBundles", true);
    }
    switch (authority) {
      case PublishedAuthority.Key key -> {
        ObjectNode written = entry.putObject("key").put("publicKey", key.publicKey());
        if (key.experimental()) {
          written.put("experimental", true);
        }
      }
      case PublishedAuthority.Certificate ca -> {
        ObjectNode certificate = entry.putObject("certificate").put("caBundle", ca.caBundle());
        ca.subjectAltNames().forEach(certificate.putArray("subjectAltNames")::add);
        writeIfAny(certificate, "subjectAltNameRegExps", ca.subjectAltNameRegExps());
        writeIfAny(certificate, "timestampAuthorities", ca.timestampAuthorities());
      }
      case Keyless keyless -> {
        ObjectNode written = entry.putObject("keyless");
        written.put(member("issuer", keyless.issuer()), keyless.issuer().text());
        written.put(member("subject", keyless.subject()), keyless.subject().text());
        ObjectNode claims = written.putObject("claims");
        keyless.claims().forEach(claims::put);
        written.put("trustedRoot", keyless.trustedRoot());
      }
    }
  }

  private static void writeIfAny(ObjectNode entry, String name, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(entry.putArray(name)::add);
    }
  }

  private static String member(String name, Rule rule) {
    return rule.expression() ? name + "RegExp" : name;
  }
}
