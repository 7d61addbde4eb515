// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.KeySigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Optional;

/** A model in a folder, and signers for it. */
final class SignedModel {
  static final String BUNDLE = "model.sig";

  private final Path folder;

  SignedModel(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("config.json"), "{\"layers\": 2}");
    Files.write(folder.resolve("model.safetensors"), new byte[4096]);
  }

  /** A key pair in PEM. */
  record Signer(String privateKey, String publicKey) {
    static Signer fresh() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        return new Signer(
            pem("PRIVATE KEY", pair.getPrivate().getEncoded()),
            pem("PUBLIC KEY", pair.getPublic().getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String pem(String type, byte[] der) {
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
  }

  Manifest measured() {
    try {
      return new ModelHasher()
          .hash(
              folder,
              Serialization.files(),
              HashOptions.defaults().excluding(folder.resolve(BUNDLE)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] signedBy(Signer signer) {
    try {
      return new BundleSigner()
          .sign(measured(), KeySigner.ofPem(signer.privateKey(), Optional.empty()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void put(byte[] bundle) throws IOException {
    Files.write(folder.resolve(BUNDLE), bundle);
  }

  Optional<byte[]> bundle() throws IOException {
    Path file = folder.resolve(BUNDLE);
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  void tamper() throws IOException {
    byte[] weights = Files.readAllBytes(folder.resolve("model.safetensors"));
    weights[17] ^= 1;
    Files.write(folder.resolve("model.safetensors"), weights);
  }

  static String text(byte[] bundle) {
    return new String(bundle, StandardCharsets.UTF_8);
  }
}
