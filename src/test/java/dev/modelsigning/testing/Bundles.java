// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Valid bundles, and invalid ones made from them. */
public final class Bundles {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Bundles() {}

  /** The files of a model. */
  public static Manifest measure(Path model) {
    try {
      return new ModelHasher().hash(model, Serialization.files(), HashOptions.defaults());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ModelContentException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A signer with a key. */
  public static ModelSigner signer(KeyPair key) {
    try {
      return KeySigner.ofPem(TestPki.pkcs8Pem(key), Optional.empty());
    } catch (SigningException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A signer with a certificate; the chain goes from the leaf upwards. */
  public static ModelSigner signer(TestPki.Issued leaf, TestPki.Issued... chain) {
    StringBuilder above = new StringBuilder();
    for (TestPki.Issued issued : chain) {
      above.append(issued.pem());
    }
    try {
      return CertificateSigner.of(leaf.keyPem(), Optional.empty(), leaf.pem(), above.toString());
    } catch (SigningException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A bundle over a manifest. */
  public static byte[] sign(Manifest manifest, ModelSigner signer) {
    try {
      return new BundleSigner().sign(manifest, signer);
    } catch (SigningException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A well-signed bundle over one byte, by the key of a certificate and with exactly these
   * certificates above it; none of them need be fit for signing.
   */
  public static Bundle certified(TestPki.Issued leaf, TestPki.Issued... above) {
    try {
      Bundle signed = BundleReader.read(signPayload("type", new byte[] {1}, signer(leaf.key())));
      List<byte[]> der = new ArrayList<>(List.of(leaf.certificate().getEncoded()));
      for (TestPki.Issued issued : above) {
        der.add(issued.certificate().getEncoded());
      }
      return new Bundle(signed.mediaType(), new CertificateChain(der), signed.envelope());
    } catch (BundleFormatException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A well-signed bundle over any payload of any type. */
  public static byte[] signPayload(String payloadType, byte[] payload, ModelSigner signer) {
    try {
      return BundleWriter.write(signer.sign(payloadType, payload));
    } catch (SigningException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A well-signed bundle over a statement that was changed before. */
  public static byte[] signChangedStatement(
      Manifest manifest, ModelSigner signer, Consumer<ObjectNode> change) {
    byte[] statement = change(StatementWriter.write(manifest), change);
    return signPayload(Statement.PAYLOAD_TYPE, statement, signer);
  }

  /** JSON with a change made to it. */
  public static byte[] change(byte[] json, Consumer<ObjectNode> change) {
    try {
      ObjectNode object = (ObjectNode) MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
      change.accept(object);
      return MAPPER.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
