// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.bundle.VerificationMaterial;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/** Bundles as pre-1.0 signers made them. */
public final class LegacyBundles {
  private LegacyBundles() {}

  /** The statement, indented as pre-1.0 signers indent it. */
  public static ObjectNode statement(Manifest manifest) {
    ObjectNode statement = new ObjectMapper().createObjectNode();
    statement.put("_type", Statement.TYPE);
    ArrayNode subjects = statement.putArray("subject");
    for (ManifestEntry entry : manifest.entries()) {
      ObjectNode subject = subjects.addObject();
      subject.put("name", entry.name());
      subject.putObject("digest").put("sha256", entry.digest().hex());
      subject.putObject("annotations").put("actual_hash_algorithm", "file-sha256");
    }
    statement.put("predicateType", Statement.LEGACY_PREDICATE_TYPE);
    statement.putObject("predicate").put("unused", "Unused");
    return statement;
  }

  /** A bundle over a statement in the pre-1.0 encoding, with SHA-256 on every curve. */
  public static byte[] sign(ObjectNode statement, VerificationMaterial material, KeyPair key) {
    byte[] payload = statement.toPrettyString().getBytes(StandardCharsets.UTF_8);
    // Only what the statements of these tests hold: ASCII, quotes, line ends, backslashes.
    String notation =
        new String(payload, StandardCharsets.US_ASCII)
            .replace("\\", "\\\\")
            .replace("\r", "\\r")
            .replace("\n", "\\n");
    String signed =
        "DSSEV1 28 %s %d b'%s'".formatted(Statement.PAYLOAD_TYPE, payload.length, notation);
    try {
      Signature ecdsa = Signature.getInstance("SHA256withECDSA");
      ecdsa.initSign(key.getPrivate());
      ecdsa.update(signed.getBytes(StandardCharsets.US_ASCII));
      return BundleWriter.write(Bundle.of(material, Statement.PAYLOAD_TYPE, payload, ecdsa.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
