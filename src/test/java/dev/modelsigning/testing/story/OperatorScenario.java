// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.testing.KubeApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A story of a running operator, a team's namespace and one model on a volume, told against a real
 * API server in which the test plays the rest of the cluster:
 *
 * <pre>{@code
 * given.aSignedModel().aPolicy().aBoundClaim().aModelSignature();
 * when.theModelIsMeasured();
 * then.theModelSignature().becomes("SignatureVerified").isVerified();
 * }</pre>
 *
 * Each test has namespaces, a model and an operator that no other test uses.
 */
public abstract class OperatorScenario {
  @RegisterExtension protected static final KubeApiServer API = new KubeApiServer();

  @TempDir Path folder;

  protected Given given;
  protected When when;
  protected Then then;

  /** The nodes of the cluster, which are none at the beginning. */
  protected TeamNodes nodes;

  /** The team's model, in a folder. */
  protected SignedModel model;

  /** Whom the team's policy trusts. */
  protected Signer signer;

  /** The team's namespace. */
  protected String team;

  /** The operator's namespace. */
  protected String system;

  private Stage stage;

  @BeforeEach
  void startOperator() {
    stage = new Stage(API, folder);
    given = new Given(stage);
    when = new When(stage);
    then = new Then(stage);
    nodes = new TeamNodes(stage);
    model = stage.model;
    signer = stage.signer;
    team = stage.team;
    system = stage.system;
  }

  @AfterEach
  void stopOperator() {
    stage.close();
  }
}
