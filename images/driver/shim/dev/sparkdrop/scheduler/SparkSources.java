package dev.sparkdrop.scheduler;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsPollingSnapshotSource;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsSnapshotsStore;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsWatchSnapshotSource;
import org.apache.spark.util.ThreadUtils;

/**
 * Spark's own watch and poll of executor pods, which stay off while the loop tells of them. Spark makes both after its
 * allocator, and each looks at its setting as it is made: it is false for that time, and then again what the job has.
 */
final class SparkSources {
  private static final List<String> SWITCHES =
      List.of("spark.kubernetes.executor.enableApiWatcher", "spark.kubernetes.executor.enableApiPolling");

  private final SparkConf conf;
  private final KubernetesClient client;
  private final ExecutorPodsSnapshotsStore snapshots;
  private final Map<String, String> given = new LinkedHashMap<>();
  private ExecutorPodsWatchSnapshotSource watch;
  private ExecutorPodsPollingSnapshotSource poll;

  SparkSources(SparkConf conf, KubernetesClient client, ExecutorPodsSnapshotsStore snapshots) {
    this.conf = conf;
    this.client = client;
    this.snapshots = snapshots;
  }

  void switchOff() {
    for (String name : SWITCHES) {
      given.put(name, conf.get(name, null));
      conf.set(name, "false");
    }
  }

  void restoreSettings() {
    given.forEach((name, value) -> {
      if (value == null) conf.remove(name);
      else conf.set(name, value);
    });
    given.clear();
  }

  /** Has Spark see the pods itself, as far as the job lets it. */
  synchronized void start(String applicationId) {
    ScheduledExecutorService polling =
        ThreadUtils.newDaemonSingleThreadScheduledExecutor("kubernetes-executor-pod-polling-sync");
    watch = new ExecutorPodsWatchSnapshotSource(snapshots, client, conf);
    poll = new ExecutorPodsPollingSnapshotSource(conf, client, snapshots, polling);
    watch.start(applicationId);
    poll.start(applicationId);
  }

  synchronized void stop() {
    if (watch != null) watch.stop();
    if (poll != null) poll.stop();
  }
}
