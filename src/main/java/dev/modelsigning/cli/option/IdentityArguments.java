// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.IdentityClaim;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The identity that must have signed. */
public final class IdentityArguments {
  @Option(
      names = "--identity",
      paramLabel = "IDENTITY",
      description = "The signer, exactly: an e-mail address or a URI.")
  @Nullable String identity;

  @Option(
      names = {"--identity-regexp", "--identity_regexp"},
      paramLabel = "PATTERN",
      description =
          "Instead of --identity: a regular expression (RE2) that must match the whole identity.")
  @Nullable String identityPattern;

  @Option(
      names = {"--identity-provider", "--identity_provider"},
      paramLabel = "IDENTITY_PROVIDER",
      description =
          "The OpenID Connect provider of the signer, exactly, such as https://accounts.example.com.")
  @Nullable String provider;

  @Option(
      names = {"--identity-provider-regexp", "--identity_provider_regexp"},
      paramLabel = "PATTERN",
      description =
          "Instead of --identity-provider: a regular expression (RE2) that must match the whole URL.")
  @Nullable String providerPattern;

  @Option(
      names = "--claim",
      paramLabel = "NAME=VALUE",
      description =
          "A further token claim that the signer's certificate must contain, exactly, such as"
              + " source-repository-uri=https://github.com/example/model; may be repeated, all must match.")
  List<String> claims = List.of();

  @Option(
      names = {"--claim-regexp", "--claim_regexp"},
      paramLabel = "NAME=PATTERN",
      description = "The same with a regular expression (RE2) that must match the whole value.")
  List<String> claimPatterns = List.of();

  public SignerIdentityRule rule() throws CommandFailure {
    Map<IdentityClaim, TextRule> rules = new EnumMap<>(IdentityClaim.class);
    for (String claim : claims) {
      add(rules, claim, "--claim", false);
    }
    for (String claim : claimPatterns) {
      add(rules, claim, "--claim-regexp", true);
    }
    return new SignerIdentityRule(
        either(provider, providerPattern, "--identity-provider"),
        either(identity, identityPattern, "--identity"),
        rules);
  }

  private static TextRule either(@Nullable String exact, @Nullable String pattern, String option)
      throws CommandFailure {
    if (exact != null && pattern != null) {
      throw CommandFailure.usage(
          option + " and " + option + "-regexp are both given", "give one of them");
    }
    if (exact != null) {
      return rule(exact, false, option);
    }
    if (pattern != null) {
      return rule(pattern, true, option + "-regexp");
    }
    throw CommandFailure.usage(
        option + " is missing",
        "name the signer with --identity and --identity-provider; without them anyone's signature would"
            + " be accepted");
  }

  private static void add(
      Map<IdentityClaim, TextRule> rules, String argument, String option, boolean pattern)
      throws CommandFailure {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    IdentityClaim claim =
        IdentityClaim.named(name)
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        option + ": '" + name + "' is not a token claim", "use one of " + known()));
    if (equals < 0) {
      throw CommandFailure.usage(
          option + " " + name + " has no value", "write " + option + " " + name + "=VALUE");
    }
    if (rules.put(claim, rule(argument.substring(equals + 1), pattern, option)) != null) {
      throw CommandFailure.usage("the token claim " + name + " is given twice", "give it once");
    }
  }

  private static String known() {
    return Arrays.stream(IdentityClaim.values())
        .map(IdentityClaim::text)
        .collect(Collectors.joining(", "));
  }

  private static TextRule rule(String text, boolean pattern, String option) throws CommandFailure {
    try {
      return pattern ? TextRule.matching(text) : TextRule.exactly(text);
    } catch (TrustMaterialException e) {
      throw new CommandFailure(
          Exit.USAGE, option + ": " + Causes.text(e), "correct the value of " + option, e);
    }
  }
}
