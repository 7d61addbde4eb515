// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.statement.LegacyStatementReader;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an unverified bundle claims. */
public record BundleDescription(Map<String, Object> object) {
  private static final String WARNING =
      "NOT VERIFIED: the file claims this; use oms verify to check it.";
  private static final int FILES_SHOWN = 50;

  public static BundleDescription of(Bundle bundle) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("verified", false);
    object.put("warning", WARNING);
    object.put("mediaType", bundle.mediaType());
    object.put("signer", signer(bundle.material()));
    object.put("payloadType", bundle.envelope().payloadType());
    object.put("payloadBytes", bundle.envelope().content().length());
    try {
      Statement statement = statement(bundle.envelope(), object);
      Manifest manifest = statement.manifest();
      object.put("modelName", manifest.modelName());
      object.put("serialization", serialization(manifest.serialization()));
      object.put("rootDigest", manifest.rootDigest().toString());
      object.put("manifestDigest", manifest.canonicalDigest().toString());
      if (!statement.annotations().isEmpty()) {
        object.put("annotations", statement.annotations().values());
      }
      object.put("files", files(manifest));
    } catch (StatementFormatException e) {
      object.put("statementProblem", Causes.text(e));
    }
    return new BundleDescription(object);
  }

  private static Statement statement(DsseEnvelope envelope, Map<String, Object> object)
      throws StatementFormatException {
    if (StatementReader.isLegacy(envelope.content().open())) {
      object.put("format", "pre-1.0 (oms verify --allow-legacy-format)");
      return LegacyStatementReader.read(envelope.payload());
    }
    return StatementReader.read(envelope.content().open());
  }

  private static Map<String, Object> signer(VerificationMaterial material) {
    Map<String, Object> signer = new LinkedHashMap<>();
    switch (material) {
      case PublicKeyHint(String hint) -> {
        signer.put("method", "key");
        signer.put("keyHint", hint);
      }
      case RawPublicKey raw -> {
        signer.put("method", "key");
        signer.put("publicKeySha256", Digest.sha256(raw.bytes()).hex());
      }
      case CertificateChain chain -> {
        signer.put("method", "certificate");
        signer.put(
            "certificates", chain.der().stream().map(BundleDescription::certificate).toList());
        if (!chain.timestamps().isEmpty()) {
          signer.put("timestamps", SigstoreClaims.times(chain.timestamps()));
        }
      }
      case SigstoreMaterial sigstore -> {
        signer.put("method", "sigstore");
        signer.put("certificates", List.of(certificate(sigstore.certificate())));
        SigstoreClaims.addTo(signer, sigstore);
      }
    }
    return signer;
  }

  private static Map<String, Object> certificate(byte[] der) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("fingerprint", Fingerprints.of(der));
    try {
      X509Certificate certificate = Certificates.parse(der);
      object.put("subject", certificate.getSubjectX500Principal().getName());
      List<String> names = Certificates.subjectAltNames(certificate);
      if (!names.isEmpty()) {
        object.put("subjectAltNames", names);
      }
      object.put("issuer", certificate.getIssuerX500Principal().getName());
      object.put("notBefore", certificate.getNotBefore().toInstant().toString());
      object.put("notAfter", certificate.getNotAfter().toInstant().toString());
    } catch (CertificateException e) {
      object.put("problem", "not an X.509 certificate: " + Causes.text(e));
    }
    return object;
  }

  public static Map<String, Object> serialization(Serialization serialization) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("method", serialization.method().text());
    object.put("hashType", serialization.hashType());
    serialization.shardSize().ifPresent(size -> object.put("shardSize", size));
    object.put("allowSymlinks", serialization.allowSymlinks());
    object.put("ignorePaths", serialization.ignorePaths());
    return object;
  }

  private static List<Map<String, String>> files(Manifest manifest) {
    List<Map<String, String>> files = new ArrayList<>();
    for (ManifestEntry entry : manifest.entries()) {
      files.add(Map.of("name", entry.name(), "digest", entry.digest().toString()));
    }
    return files;
  }

  /** Text for people: one fact per line, and the first files only. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    object.forEach(
        (name, value) -> {
          switch (name) {
            case "verified" -> {}
            case "warning" -> lines.add(value.toString());
            case "files" -> addFiles(lines, (List<?>) value);
            default -> addFact(lines, "", name, value);
          }
        });
    return lines;
  }

  private static void addFact(List<String> lines, String indent, String name, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        lines.add(indent + name + ":");
        map.forEach((key, inner) -> addFact(lines, indent + "  ", key.toString(), inner));
      }
      case List<?> list when list.stream().anyMatch(Map.class::isInstance) ->
          list.forEach(element -> addFact(lines, indent, name, element));
      default -> lines.add(indent + name + ": " + value);
    }
  }

  private static void addFiles(List<String> lines, List<?> files) {
    lines.add("files: " + files.size());
    for (Object file : files.subList(0, Math.min(FILES_SHOWN, files.size()))) {
      if (file instanceof Map<?, ?> entry) {
        lines.add("  " + entry.get("digest") + "  " + entry.get("name"));
      }
    }
    if (files.size() > FILES_SHOWN) {
      lines.add("  and " + (files.size() - FILES_SHOWN) + " more; --json lists all");
    }
  }
}
