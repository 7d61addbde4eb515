// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A builder of keyless bundles: valid by default, signed by {@link #SUBJECT} with one entry in
 * Rekor 1 and no timestamp.
 */
public final class KeylessBundle {
  /** The default signer. */
  public static final String SUBJECT = "https://ci.example/release";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrivateSigstore sigstore;
  private final DsseEnvelope unsigned;
  private final List<Consumer<Draft>> additions = new ArrayList<>();
  private IssuingAuthority authority;
  private KeyPair key = TestPki.ecKey();
  private LeafRequest leaf;
  private Instant at;

  /** What exists once the signature is made. */
  private record Draft(
      DsseEnvelope envelope,
      X509CertificateHolder certificate,
      List<String> entries,
      List<byte[]> timestamps) {}

  KeylessBundle(PrivateSigstore sigstore, String payloadType, byte[] payload) {
    this.sigstore = sigstore;
    this.unsigned = new DsseEnvelope(payloadType, payload, new byte[0]);
    this.authority = sigstore.authority();
    this.at = sigstore.clock().instant();
    this.leaf = LeafRequest.of(SUBJECT, sigstore.tokens().url(), at);
  }

  /** With another certificate. */
  public KeylessBundle certificate(UnaryOperator<LeafRequest> change) {
    leaf = change.apply(leaf);
    return this;
  }

  /** Signed by someone else: an e-mail address or a URI. */
  public KeylessBundle subject(String subject) {
    leaf = LeafRequest.of(subject, leaf.issuer(), leaf.from());
    return this;
  }

  /** Certified by another authority. */
  public KeylessBundle issuedBy(IssuingAuthority other) {
    authority = other;
    return this;
  }

  /** Signed with this key, which need not be on P-256; hashed as the test wants it. */
  public KeylessBundle key(KeyPair other) {
    key = other;
    return this;
  }

  /** Logged and stamped, from here on, at this time. */
  public KeylessBundle at(Instant other) {
    at = other;
    return this;
  }

  /** With an entry in Rekor 1. */
  public KeylessBundle loggedV1() {
    return loggedIn(sigstore.rekor(1), entry -> {});
  }

  /** With an entry in Rekor 2, which carries no time. */
  public KeylessBundle loggedV2() {
    return loggedIn(sigstore.rekor(2), entry -> {});
  }

  /** With an entry in a log, perhaps a forged one, changed afterwards. */
  public KeylessBundle loggedIn(TransparencyLog log, Consumer<ObjectNode> change) {
    Instant when = at;
    additions.add(
        draft -> {
          ObjectNode entry = entry(log, draft.envelope(), draft.certificate(), when);
          change.accept(entry);
          draft.entries().add(entry.toString());
        });
    return this;
  }

  /** With this entry, for example that of another bundle. */
  public KeylessBundle logged(String entryJson) {
    additions.add(draft -> draft.entries().add(entryJson));
    return this;
  }

  /** With a timestamp. */
  public KeylessBundle stamped() {
    return stampedBy(sigstore.timestamps());
  }

  /** With a timestamp of another authority. */
  public KeylessBundle stampedBy(TimestampService service) {
    Instant when = at;
    additions.add(
        draft -> draft.timestamps().add(service.stamp(draft.envelope().signature(), when)));
    return this;
  }

  /** With this timestamp. */
  public KeylessBundle stampedWith(byte[] response) {
    additions.add(draft -> draft.timestamps().add(response));
    return this;
  }

  /** The bundle; with an entry in Rekor 1 when none was asked for. */
  public Bundle sign() {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(key.getPrivate());
      signer.update(unsigned.pae());
      DsseEnvelope envelope =
          new DsseEnvelope(unsigned.payloadType(), unsigned.payload(), signer.sign());
      X509CertificateHolder certificate = authority.issue(key.getPublic(), leaf);
      Draft draft = new Draft(envelope, certificate, new ArrayList<>(), new ArrayList<>());
      additions.forEach(addition -> addition.accept(draft));
      if (draft.entries().isEmpty()) {
        draft.entries().add(entry(sigstore.rekor(1), envelope, certificate, at).toString());
      }
      return new Bundle(
          Bundle.MEDIA_TYPE,
          new SigstoreMaterial(certificate.getEncoded(), draft.entries(), draft.timestamps()),
          envelope);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode entry(
      TransparencyLog log, DsseEnvelope envelope, X509CertificateHolder certificate, Instant at) {
    if (log.version() == 2) {
      return log.add(LogBodies.hashed(envelope, certificate), "hashedrekord", "0.0.2", at);
    }
    ObjectNode json = MAPPER.createObjectNode();
    json.put("payload", LogBodies.base64(envelope.payload()));
    json.put("payloadType", envelope.payloadType());
    json.putArray("signatures")
        .addObject()
        .put("sig", LogBodies.base64(envelope.signature()))
        .put("keyid", "");
    byte[] body = LogBodies.dsse(LogBodies.bytes(json), envelope, certificate);
    return log.add(body, "dsse", "0.0.1", at);
  }
}
