// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;

/**
 * How a bundle on a model's volume says the model was hashed, before anyone checked its signature.
 *
 * <p>For the measuring Job only, which knows no keys: it hashes as the bundle says and hands both
 * back. A false parameter gives a manifest that does not match what is authenticated later.
 */
public final class UnauthenticatedHashParameters {
  private UnauthenticatedHashParameters() {}

  /**
   * Reads the serialization within the limits of bundles and statements.
   *
   * @throws BundleFormatException when it is no bundle
   * @throws StatementFormatException when its payload is no OMS v1.0 statement
   */
  public static Serialization of(byte[] bundle)
      throws BundleFormatException, StatementFormatException {
    return StatementReader.readSerialization(BundleReader.read(bundle).envelope().payload());
  }
}
