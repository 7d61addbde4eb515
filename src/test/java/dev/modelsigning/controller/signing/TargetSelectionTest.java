// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import dev.modelsigning.controller.signing.TargetSelection.Outcome;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetSelectionTest {
  private static final String OWN = "model-signature-system";

  private final FakeClaims cluster = new FakeClaims();
  private final ClaimSelector selector = everything();

  /** Namespaces and claims that the selectors selected. */
  private static final class FakeClaims implements TargetSelection.SelectedClaims {
    final List<Namespace> namespaces = new ArrayList<>();
    final List<PersistentVolumeClaim> claims = new ArrayList<>();
    final List<LabelSelector> asked = new ArrayList<>();

    void namespace(String name) {
      namespaces.add(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
    }

    PersistentVolumeClaim add(String namespace, String name) {
      var claim =
          new PersistentVolumeClaimBuilder()
              .withNewMetadata()
              .withNamespace(namespace)
              .withName(name)
              .withUid(namespace + "/" + name + "-uid")
              .endMetadata()
              .build();
      claims.add(claim);
      return claim;
    }

    @Override
    public List<Namespace> namespaces(LabelSelector namespaceSelector) {
      asked.add(namespaceSelector);
      return namespaces;
    }

    @Override
    public List<PersistentVolumeClaim> claims(String namespace, LabelSelector claimSelector) {
      asked.add(claimSelector);
      return claims.stream()
          .filter(claim -> claim.getMetadata().getNamespace().equals(namespace))
          .toList();
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
      return claims.stream()
          .filter(claim -> claim.getMetadata().getNamespace().equals(namespace))
          .filter(claim -> claim.getMetadata().getName().equals(name))
          .findFirst();
    }

    @Override
    public VolumeFinding volume(PersistentVolumeClaim claim) {
      return new VolumeFinding.Bound(
          new VolumeIdentity("sha256:aa", claim.getMetadata().getUid(), "pv", "pv-uid"),
          Optional.empty());
    }
  }

  private static ClaimSelector everything() {
    var selector = new ClaimSelector();
    selector.namespaceSelector = new LabelSelector();
    selector.claimSelector = new LabelSelector();
    selector.trustClaimLabels = true;
    return selector;
  }

  private List<String> selected() {
    return select().stream().map(target -> target.namespace + "/" + target.claimName).toList();
  }

  private List<SigningTarget> select() {
    return outcome() instanceof Outcome.Selected(var targets) ? targets : List.of();
  }

  private Outcome outcome() {
    return new TargetSelection(
            cluster,
            new ExemptNamespaces(Set.of("kube-system", "kube-public", "kube-node-lease", OWN)))
        .select(selector);
  }

  @Test
  void claimsOfAllNamespacesAreSelectedInAFixedOrder() {
    cluster.namespace("b");
    cluster.namespace("a");
    cluster.add("b", "x");
    cluster.add("a", "z");
    cluster.add("a", "y");

    assertThat(selected()).containsExactly("a/y", "a/z", "b/x");
    assertThat(select()).allSatisfy(t -> assertThat(t.state).isEqualTo(SigningState.Pending));
  }

  @Test
  void everyTargetIsPinnedToTheClaimAndVolumeThatHaveTheNameNow() {
    cluster.namespace("a");
    cluster.add("a", "x");

    assertThat(select())
        .singleElement()
        .satisfies(
            target -> {
              assertThat(target.pinned.claimUid).isEqualTo("a/x-uid");
              assertThat(target.pinned.volumeIdentity).isEqualTo("sha256:aa");
            });
  }

  @Test
  void labelsThatTenantsSetSelectNothingWithoutConsent() {
    selector.trustClaimLabels = null;
    cluster.namespace("a");
    cluster.add("a", "x");

    assertThat(outcome())
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.SelectorInvalid);
              assertThat(refused.message()).contains("trustClaimLabels: true", "hint:");
            });
    assertThat(cluster.asked).isEmpty();
  }

  @Test
  void claimsAreSelectedByNameInTheSelectedNamespacesOnly() {
    selector.claimSelector = null;
    selector.trustClaimLabels = null;
    selector.claimNames = List.of("x", "missing", "x");
    cluster.namespace("a");
    cluster.add("a", "x");
    cluster.add("a", "y");
    cluster.add("b", "x");

    assertThat(selected()).containsExactly("a/x");
  }

  @Test
  void saysWhichSelectorSelectsNothing() {
    assertThat(outcome())
        .isInstanceOfSatisfying(
            Outcome.Nothing.class,
            nothing ->
                assertThat(nothing.message())
                    .contains(
                        "no namespace has the labels of spec.selector.namespaceSelector (any)"));

    cluster.namespace("a");

    assertThat(outcome())
        .isInstanceOfSatisfying(
            Outcome.Nothing.class,
            nothing ->
                assertThat(nothing.message())
                    .contains("none of the 1 selected namespaces", "spec.selector.claimSelector"));
  }

  @Test
  void showsTheSelectorThatSelectsNothing() {
    selector.namespaceSelector = new LabelSelectorBuilder().addToMatchLabels("team", "mll").build();
    assertThat(outcome())
        .isInstanceOfSatisfying(
            Outcome.Nothing.class,
            nothing -> assertThat(nothing.message()).contains("namespaceSelector (team=mll)"));

    cluster.namespace("a");
    selector.claimSelector = null;
    selector.claimNames = List.of("modle", "other");
    assertThat(outcome())
        .isInstanceOfSatisfying(
            Outcome.Nothing.class,
            nothing -> assertThat(nothing.message()).contains("claimNames (modle, other)"));
  }

  @Test
  void namesTheNamespaceThatIsAlmostSelected() {
    selector.namespaceSelector =
        new LabelSelectorBuilder().addToMatchLabels("team", "model").build();
    cluster.namespace("a");
    cluster.namespaces.getFirst().getMetadata().setLabels(Map.of("team", "models"));
    assertThat(TargetSelection.almost(selector.namespaceSelector, cluster.namespaces))
        .contains(
            "namespace a with team=models is almost selected: correct the label or the selector");
  }

  @Test
  void namespacesOfTheClusterAndOfTheOperatorAreNeverSelected() {
    for (String name : List.of("kube-system", "kube-public", "kube-node-lease", OWN)) {
      cluster.namespace(name);
      cluster.add(name, "claim");
    }

    assertThat(selected()).isEmpty();
  }

  @Test
  void whatIsBeingDeletedIsNotSelected() {
    cluster.namespace("going");
    cluster.namespaces.getFirst().getMetadata().setDeletionTimestamp("2026-11-21T10:00:00Z");
    cluster.add("going", "claim");
    cluster.namespace("staying");
    cluster.add("staying", "going").getMetadata().setDeletionTimestamp("2026-11-21T10:00:00Z");
    cluster.add("staying", "claim");

    assertThat(selected()).containsExactly("staying/claim");
  }

  @Test
  void eachSelectorIsAskedForWhatItIsFor() {
    selector.namespaceSelector = new LabelSelectorBuilder().addToMatchLabels("n", "1").build();
    selector.claimSelector = new LabelSelectorBuilder().addToMatchLabels("c", "1").build();
    cluster.namespace("a");

    select();

    assertThat(cluster.asked).containsExactly(selector.namespaceSelector, selector.claimSelector);
  }

  private static LabelSelector operator(String operator) {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey("sign")
        .withOperator(operator)
        .endMatchExpression()
        .build();
  }

  @Test
  void unknownOperatorSelectsNothingAndNamesTheField() {
    selector.namespaceSelector = operator("Like");
    selector.claimSelector = operator("Exists");

    assertThat(outcome())
        .isEqualTo(
            new Outcome.Refused(
                Reason.SelectorInvalid,
                "spec.selector.namespaceSelector cannot be evaluated, so no claim is selected:"
                    + " operator Like of label sign is unknown; hint: create the job again with a"
                    + " corrected selector"));
    assertThat(cluster.asked).isEmpty();
  }

  @Test
  void moreClaimsThanOneJobMaySignAreRefused() {
    cluster.namespace("team-a");
    for (int i = 0; i <= TargetSelection.MAX_TARGETS; i++) {
      cluster.add("team-a", "claim-" + i);
    }

    assertThat(outcome())
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.TooManyTargets);
              assertThat(refused.message()).contains("1001 claims", "hint:");
            });
  }
}
