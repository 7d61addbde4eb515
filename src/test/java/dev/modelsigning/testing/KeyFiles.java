// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import dev.modelsigning.testing.TestPki.Issued;
import dev.modelsigning.testing.TestPki.Request;
import java.nio.file.Path;
import java.security.KeyPair;

/** Keys and certificates in the files that commands read. */
public final class KeyFiles {
  private KeyFiles() {}

  /** A new key pair in {@code key.pem} and {@code public.pem}. */
  public static void write(Path folder) {
    write(folder, "", TestPki.ecKey());
  }

  /** A key pair in {@code key.pem} and {@code public.pem}, after this prefix. */
  public static void write(Path folder, String prefix, KeyPair pair) {
    ModelDirectories.write(folder, prefix + "key.pem", TestPki.pkcs8Pem(pair));
    ModelDirectories.write(folder, prefix + "public.pem", TestPki.publicPem(pair));
  }

  /**
   * A new authority in {@code ca.pem}, and the certificate it issues on a request in {@code
   * leaf.pem} and {@code leaf-key.pem}.
   */
  public static void writeCertificate(Path folder, Request request) {
    Issued root = TestPki.root("Model CA");
    Issued leaf = request.by(root);
    ModelDirectories.write(folder, "ca.pem", root.pem());
    ModelDirectories.write(folder, "leaf.pem", leaf.pem());
    ModelDirectories.write(folder, "leaf-key.pem", leaf.keyPem());
  }
}
