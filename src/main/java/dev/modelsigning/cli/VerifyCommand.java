// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import picocli.CommandLine.Command;

/** Groups the methods of {@code oms verify}. */
@Command(
    name = "verify",
    description = "Verifies a model against its signature.",
    synopsisSubcommandLabel = "METHOD",
    footer = {
      "oms verify key my-model --public-key public.pem --signature my-model/model.sig",
      "oms verify certificate my-model --certificate-chain ca.pem --subject-alt-name release@example.com --signature my-model/model.sig"
    })
final class VerifyCommand {}
