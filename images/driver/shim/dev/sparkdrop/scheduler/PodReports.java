package dev.sparkdrop.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsSnapshotsStore;
import scala.collection.JavaConverters;

/**
 * Hands Spark the executor pods that the loop tells of, which takes a small part of what it would to read them all from the
 * API server a second time. They have all that Spark's lifecycle manager looks at.
 */
final class PodReports {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private final ExecutorPodsSnapshotsStore snapshots;

  PodReports(ExecutorPodsSnapshotsStore snapshots) {
    this.snapshots = snapshots;
  }

  void take(JsonNode message) {
    List<Pod> pods = new ArrayList<>();
    message.path("pods").forEach(report -> pods.add(pod(report)));
    if (message.path("all").asBoolean()) replace(pods);
    else pods.forEach(snapshots::updatePod);
  }

  /** By way of what Scala 2.12 and 2.13 both have. */
  @SuppressWarnings("deprecation")
  private void replace(List<Pod> pods) {
    snapshots.replaceSnapshot(JavaConverters.asScalaBuffer(pods).toList());
  }

  private static Pod pod(JsonNode report) {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName(report.path("name").asText());
    metadata.setLabels(Map.of(
        "spark-role", "executor",
        "spark-exec-id", report.path("id").asText(),
        "spark-exec-resourceprofile-id", report.path("profile").asText()));
    // That there is a time is all that counts.
    if (report.path("leaving").asBoolean()) metadata.setDeletionTimestamp(Instant.now().toString());
    PodSpec spec = new PodSpec();
    spec.setRestartPolicy("Never");
    Pod pod = new Pod();
    pod.setMetadata(metadata);
    pod.setSpec(spec);
    pod.setStatus(status(report.path("status")));
    return pod;
  }

  private static PodStatus status(JsonNode status) {
    if (status.has("containerStatuses")) {
      try {
        return JSON.treeToValue(status, PodStatus.class);
      } catch (JsonProcessingException error) {
        throw new IllegalArgumentException("The status of an executor's pod cannot be read", error);
      }
    }
    // Most have only a phase, for which nothing of Jackson's has to be made ready.
    PodStatus small = new PodStatus();
    small.setPhase(status.path("phase").asText(null));
    small.setReason(status.path("reason").asText(null));
    small.setMessage(status.path("message").asText(null));
    return small;
  }
}
