// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.exemption;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * Sorts the findings about a pod: an exemption lifts what is not verified, and nothing else.
 *
 * @param <F> a finding
 */
public final class Lifting<F> {
  private final Exemptions exemptions;
  private final BiFunction<F, String, F> noting;
  private final Exempted pod;
  private final Map<String, Exempted> claims = new HashMap<>();
  private final List<F> kept = new ArrayList<>();
  private final Map<Exemption, List<F>> lifted = new LinkedHashMap<>();

  /**
   * Nothing was found yet.
   *
   * @param noting adds to a finding that an exemption has ended
   */
  public Lifting(Exemptions exemptions, BiFunction<F, String, F> noting) {
    this.exemptions = exemptions;
    this.noting = noting;
    this.pod = exemptions.ofPod();
  }

  /** What no exemption lifts. */
  public void keep(F finding) {
    kept.add(finding);
  }

  /**
   * What an exemption of the pod lifts.
   *
   * @param denied that it is about something that the policy denies: then nothing lifts it
   */
  public void ofPod(F finding, boolean denied) {
    settle(denied ? new Exempted.Never() : pod, finding);
  }

  /**
   * What an exemption of the pod or of the claim lifts.
   *
   * @param denied whether the policy denies what is on the claim; asked once, if it matters
   */
  public void ofClaim(String claimName, F finding, BooleanSupplier denied) {
    Exempted exempted =
        claims.computeIfAbsent(
            claimName,
            name ->
                switch (exemptions.ofClaim(name)) {
                  case Exempted.Never never -> never;
                  case Exempted.Ended ended -> ended;
                  case Exempted.Now now -> denied.getAsBoolean() ? new Exempted.Never() : now;
                });
    settle(exempted, finding);
  }

  private void settle(Exempted exempted, F finding) {
    switch (exempted) {
      case Exempted.Never _ -> keep(finding);
      case Exempted.Ended(Exemption exemption) -> keep(noting.apply(finding, exemption.ending()));
      case Exempted.Now(Exemption exemption) ->
          lifted.computeIfAbsent(exemption, e -> new ArrayList<>()).add(finding);
    }
  }

  /** What still speaks against the pod. */
  public List<F> kept() {
    return List.copyOf(kept);
  }

  /** What was lifted, by the exemption that did. */
  public Map<Exemption, List<F>> lifted() {
    return lifted;
  }
}
