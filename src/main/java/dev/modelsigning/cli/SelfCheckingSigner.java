// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.KeylessSelfCheck;
import dev.modelsigning.trust.sigstore.TrustedRoot;

/**
 * Verifies what another signer signed over the services of a Sigstore, before anybody relies on it,
 * and tells as whom.
 */
final class SelfCheckingSigner implements ModelSigner {
  private final ModelSigner signer;
  private final TrustedRoot root;
  private final Console console;

  SelfCheckingSigner(ModelSigner signer, TrustedRoot root, Console console) {
    this.signer = signer;
    this.root = root;
    this.console = console;
  }

  @Override
  public Bundle sign(String payloadType, byte[] payload) throws SigningException {
    Bundle bundle = signer.sign(payloadType, payload);
    switch (KeylessSelfCheck.check(bundle, root, console.clock())) {
      case Authentic(var facts) ->
          facts
              .identity()
              .ifPresent(
                  identity ->
                      console.note(
                          "signed as '%s', for whom '%s' vouches"
                              .formatted(identity.subject(), identity.issuer())));
      case NotAuthentic(var reason, var detail) ->
          throw new SigningException(
              "what the services answered does not verify (%s: %s); name services and a trusted root that belong"
                      .formatted(reason, detail)
                  + " together, the root with --trust-config or --trusted-root");
    }
    return bundle;
  }
}
