// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import picocli.CommandLine.Command;

/** Groups the methods of {@code oms sign}. */
@Command(
    name = "sign",
    description = "Signs a model.",
    synopsisSubcommandLabel = "METHOD",
    footer = {
      "oms sign key my-model --private-key key.pem --signature my-model/model.sig",
      "oms sign sigstore my-model --identity-token-file token --signature my-model/model.sig"
    })
final class SignCommand {}
