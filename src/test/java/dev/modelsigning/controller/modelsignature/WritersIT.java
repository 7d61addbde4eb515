// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.story.OperatorScenario;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import org.junit.jupiter.api.Test;

/** What pods that mount the model's volume do to its verdict. */
class WritersIT extends OperatorScenario {
  @Test
  void writerHoldsTheMeasurementBack() {
    given.aSignedModel().aPolicy().aBoundClaim();
    Pod writer = when.aWriterAppears();
    given.aModelSignature();
    then.theModelSignature()
        .becomes("WritersPresent")
        .says(writer.getMetadata().getName())
        .hasFalse("WriteProtected");
    then.noJobExists();

    when.itIsDeleted(writer);
    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
  }

  @Test
  void writerAfterTheMeasurementMakesTheVerdictUnknownAndMeasuresAgain() {
    Job first = given.aVerifiedModel();
    Pod writer = when.aWriterAppears();
    then.theModelSignature().becomes("WriterAppeared").isUnknown();

    when.itIsDeleted(writer);
    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified().wasNotMeasuredBy(first);
  }

  @Test
  void writerDeletedByForceCountsWhileItsContainersMayRunAlsoAfterARestart() {
    given.aVerifiedModel();
    Pod writer = when.aWriterRunsOn("node-1");
    then.theModelSignature().becomes("WriterAppeared");

    when.itIsDeleted(writer);
    var before = then.theModelSignature().hasAWriterThatIsGone().isUnknown().status();
    when.theOperatorRestarts();
    when.theSpecChanges();

    var after = then.theModelSignature().observesGeneration(2).isUnknown().status();
    assertThat(after.writers)
        .extracting(w -> w.pod + " " + w.until)
        .containsExactly(writer.getMetadata().getName() + " " + before.writers.getFirst().until);
    then.noJobExists();
  }

  @Test
  void writerThatVanishedWhileNoOperatorRanCountsAsDeletedSince() {
    given.aVerifiedModel();
    Pod writer = when.aWriterRunsOn("node-1");
    then.theModelSignature().becomes("WriterAppeared");

    when.theOperatorStops();
    when.itIsDeleted(writer);
    when.theOperatorStarts();

    then.theModelSignature().hasAWriterThatIsGone().isUnknown();
    then.noJobExists();
  }

  @Test
  void readerDoesNotHoldTheMeasurementBack() {
    given.aSignedModel().aPolicy().aBoundClaim();
    when.aReaderAppears();
    given.aModelSignature();

    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
  }

  @Test
  void runThatWaitsForTheNodeTheReaderLeftBeginsAgainWhereTheReaderIs() {
    given.aSignedModel().aPolicy().aBoundClaimForOneNode();
    Pod reader = when.aReaderRunsOn("node-1");
    // Pod events come in order: an operator that knows of this one knows of the reader.
    Pod writer = when.aWriterAppears();
    given.aModelSignature();
    then.theModelSignature().becomes("WritersPresent");
    when.itIsDeleted(writer);
    Job first = when.aMeasurementRuns();
    then.theModelSignature().isMeasuredOn("node-1").hasReason("Measuring");

    when.aReaderRunsOn("node-2");
    when.itIsDeleted(reader);

    then.theModelSignature().isMeasuredOn("node-2");
    Job second = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified().wasNotMeasuredBy(first).hasFailedAttempts(0);
    then.noJobIsLeftOf(first, second);
  }
}
