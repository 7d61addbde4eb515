// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

final class NameRules {
  private NameRules() {}

  static NameConstraints permitting(GeneralName name) {
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(name)}, null);
  }
}
