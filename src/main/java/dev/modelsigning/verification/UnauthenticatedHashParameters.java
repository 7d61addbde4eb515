// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleSource;
import dev.modelsigning.bundle.Payload;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;
import java.io.IOException;

/**
 * How the model was hashed according to the bundle on its volume, before the signature is verified.
 *
 * <p>Only for the measuring Job, which has no keys: it hashes as the bundle says and returns both.
 * A false parameter yields a manifest that does not match the statement authenticated later.
 */
public final class UnauthenticatedHashParameters {
  private UnauthenticatedHashParameters() {}

  /**
   * Reads the serialization within the limits of bundles and statements.
   *
   * @throws BundleFormatException if it is not a bundle
   * @throws StatementFormatException if its payload is not an OMS 1.0 statement
   */
  public static Serialization of(byte[] bundle)
      throws BundleFormatException, StatementFormatException {
    return of(BundleReader.read(bundle).envelope().content());
  }

  /**
   * Reads the same of a bundle that may be large.
   *
   * @throws BundleFormatException as above
   * @throws StatementFormatException as above
   * @throws IOException if it cannot be read
   */
  public static Serialization of(BundleSource bundle)
      throws BundleFormatException, StatementFormatException, IOException {
    return of(BundleReader.read(bundle).envelope().content());
  }

  private static Serialization of(Payload payload) throws StatementFormatException {
    // Before OMS 1.0 there was one way to hash, which statements did not name.
    return StatementReader.isLegacy(payload.open())
        ? Serialization.files()
        : StatementReader.readSerialization(payload.open());
  }
}
