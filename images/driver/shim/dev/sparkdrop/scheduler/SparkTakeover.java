package dev.sparkdrop.scheduler;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsAllocator;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsSnapshotsStore;
import org.apache.spark.scheduler.cluster.k8s.KubernetesClusterSchedulerBackend;
import scala.collection.immutable.Map.Map1;

/** Spark's own allocator, for when no loop can be kept running. */
final class SparkTakeover {
  private final Supplier<ExecutorPodsAllocator> maker;
  private final ExecutorPodsSnapshotsStore snapshots;
  private volatile ExecutorPodsAllocator allocator;

  SparkTakeover(Supplier<ExecutorPodsAllocator> maker, ExecutorPodsSnapshotsStore snapshots) {
    this.maker = maker;
    this.snapshots = snapshots;
  }

  boolean hasHappened() {
    return allocator != null;
  }

  boolean isDeleted(String executorId) {
    return allocator != null && allocator.isDeleted(executorId);
  }

  void expect(Map<ResourceProfile, Integer> targets) {
    targets.forEach((profile, count) -> allocator.setTotalExpectedExecutors(new Map1<>(profile, count)));
  }

  /**
   * Has Spark's allocator go on from what the loop has done: it sees the pods there are before it counts, and its ids
   * begin after the highest one.
   */
  void start(
      String applicationId, KubernetesClusterSchedulerBackend backend, List<Pod> pods, long highestId) {
    ExecutorPodsAllocator successor = maker.get();
    long highest = highestId;
    for (Pod pod : pods) {
      snapshots.updatePod(pod);
      String id = pod.getMetadata().getLabels().get("spark-exec-id");
      if (id != null) highest = Math.max(highest, Long.parseLong(id));
    }
    successor.EXECUTOR_ID_COUNTER().set(Math.toIntExact(highest));
    successor.start(applicationId, backend);
    allocator = successor;
  }
}
