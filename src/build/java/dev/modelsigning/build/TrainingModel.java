// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.build;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;

/** A throw-away signed model, and the commands that verify and measure it. */
final class TrainingModel {
  /** One command line each, to be run in the folder of the model. */
  static final List<String> COMMANDS =
      List.of(
          "verify key model --progress=none --public-key=public.pem --signature=model/model.sig",
          "measure --root=model --nonce=training --signature-file=model.sig --termination-log=report");

  private static final int BYTES = 1_000_000;

  private TrainingModel() {}

  /** Writes {@code model} with its signature, and {@code public.pem}. */
  static void write(Path folder) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("weights.bin"), new byte[BYTES]);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(folder.resolve("public.pem"), pem(pair.getPublic()));
    Manifest manifest =
        new ModelHasher().hash(model, Serialization.files(), HashOptions.defaults());
    Files.write(model.resolve("model.sig"), new BundleSigner().sign(manifest, signer(pair)));
  }

  private static ModelSigner signer(KeyPair pair) {
    return (payloadType, payload) -> {
      try {
        Signature ecdsa = Signature.getInstance("SHA256withECDSA");
        ecdsa.initSign(pair.getPrivate());
        ecdsa.update(DsseEnvelope.pae(payloadType, payload));
        return Bundle.of(new PublicKeyHint(""), payloadType, payload, ecdsa.sign());
      } catch (GeneralSecurityException e) {
        throw new SigningException("signing with the throw-away key failed", e);
      }
    };
  }

  private static String pem(PublicKey key) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n".formatted(body);
  }
}
