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
 * Verifies what a signer made with the services of a Sigstore before it is used, and reports the
 * identity in it.
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
                          "signed as '%s', certified for the identity provider '%s'"
                              .formatted(identity.subject(), identity.issuer())));
      case NotAuthentic(var reason, var detail) ->
          throw new SigningException(
              "the answers of the services do not verify against the trusted root (%s: %s); name the root of"
                      .formatted(reason, detail)
                  + " these services with --trust-config or --trusted-root");
    }
    return bundle;
  }
}
