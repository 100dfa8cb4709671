package dev.sparkdrop.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkException;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.cluster.k8s.AbstractPodsAllocator;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsAllocator;
import org.apache.spark.scheduler.cluster.k8s.ExecutorPodsSnapshotsStore;
import org.apache.spark.scheduler.cluster.k8s.KubernetesClusterSchedulerBackend;
import org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBuilder;
import org.apache.spark.util.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.Tuple2;

/**
 * Has the scheduler loop, a process beside this JVM, keep the executor pods at what Spark asks for, and tell Spark's
 * lifecycle manager, which goes on as ever, what becomes of them. Where no loop can be kept running, Spark's own
 * allocator, watch and poll take over, or the application ends, as the settings say.
 *
 * <p>Spark calls from several threads and is never made to wait, except by {@link #stop}; all state is one thread's.
 */
public final class LoopPodsAllocator extends AbstractPodsAllocator implements LoopSupervisor.Client {
  private static final Logger LOG = LoggerFactory.getLogger(LoopPodsAllocator.class);
  private static final int EXIT_CODE = 70;
  private static final long KNOWN_MILLIS = 1_000;
  private static final long STOP_MILLIS = 10_000;
  private static final long CONFIG_MAP_MILLIS = 5_000;

  private final Settings settings;
  private final ScheduledExecutorService thread;
  private final LoopSupervisor loop;
  private final ClusterObjects cluster;
  private final Pod driverPod;
  private final Application application;
  private final PodReports reports;
  private final SparkSources sources;
  private final SparkTakeover spark;
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  private final Map<ResourceProfile, Integer> targets = new LinkedHashMap<>();
  private String applicationId;
  private KubernetesClusterSchedulerBackend backend;
  private Set<Long> known = Set.of();
  private boolean executorsCanStart;
  private long highestId;
  private String givenUp;

  /** What KubernetesClusterManager calls by reflection. */
  public LoopPodsAllocator(
      SparkConf conf,
      SecurityManager securityManager,
      KubernetesExecutorBuilder executorBuilder,
      KubernetesClient client,
      ExecutorPodsSnapshotsStore snapshots,
      Clock clock)
      throws SparkException {
    settings = new Settings(conf);
    cluster = new ClusterObjects(client, settings.namespace());
    reports = new PodReports(snapshots);
    sources = new SparkSources(conf, client, snapshots);
    spark = new SparkTakeover(
        () -> new ExecutorPodsAllocator(conf, securityManager, executorBuilder, client, snapshots, clock), snapshots);
    thread = Executors.newSingleThreadScheduledExecutor(work -> daemon("sparkdrop-scheduler", work));
    // Started first, so that it is up by the time that this JVM has something to say.
    loop = new LoopSupervisor(settings.command(), settings.timeoutMillis(), thread, this);
    driverPod = cluster.driverPod(settings.driverPodName());
    application = new Application(conf, securityManager, client.getConfiguration(), driverPod);
    sources.switchOff();
  }

  @Override
  public Option<Pod> driverPod() {
    return Option.apply(driverPod);
  }

  @Override
  public boolean isDeleted(String executorId) {
    return deleted.contains(executorId) || spark.isDeleted(executorId);
  }

  @Override
  public void start(String id, KubernetesClusterSchedulerBackend schedulerBackend) {
    sources.restoreSettings();
    loop.perform(() -> {
      applicationId = id;
      backend = schedulerBackend;
      if (givenUp == null) greeting().forEach(loop::send);
      else replaceLoop();
    });
    loop.every(KNOWN_MILLIS, this::sayKnown);
    daemon("sparkdrop-scheduler-start", this::followStart).start();
  }

  @Override
  public void setTotalExpectedExecutors(scala.collection.immutable.Map<ResourceProfile, Object> expected) {
    Map<ResourceProfile, Integer> changed = new LinkedHashMap<>();
    for (scala.collection.Iterator<Tuple2<ResourceProfile, Object>> each = expected.iterator(); each.hasNext(); ) {
      Tuple2<ResourceProfile, Object> target = each.next();
      changed.put(target._1(), (Integer) target._2());
    }
    loop.perform(() -> expect(changed));
  }

  @Override
  public void stop(String id) {
    stopped = true;
    if (!loop.stop(STOP_MILLIS)) LOG.warn("The scheduler loop was ended before it had deleted all executors");
    thread.shutdownNow();
    sources.stop();
    try {
      cluster.deleteExecutors(id);
    } catch (RuntimeException error) {
      LOG.warn("The executors could not be deleted", error);
    }
  }

  @Override
  public List<JsonNode> greeting() {
    List<JsonNode> messages = new ArrayList<>();
    if (backend == null) return messages;
    messages.add(application.start(applicationId, highestId));
    messages.add(Messages.known(known));
    if (executorsCanStart) messages.add(Messages.targets(targets));
    return messages;
  }

  @Override
  public void hear(JsonNode message) {
    switch (message.path("type").asText()) {
      case "creating":
        highestId = Math.max(highestId, message.path("id").asLong());
        break;
      case "deleting":
        message.path("ids").forEach(id -> deleted.add(id.asText()));
        loop.send(Messages.acknowledged(message.path("request").asLong()));
        break;
      case "pods":
        reports.take(message);
        break;
      case "fail":
        end(message.path("reason").asText());
        break;
      default:
        // Its answers to pings: that something was heard is what counts.
    }
  }

  @Override
  public void givenUp(String reason) {
    givenUp = reason;
    if (backend != null) replaceLoop();
  }

  @Override
  public void cannotGoOn(String reason) {
    end(givenUp + "; and Spark's own allocator cannot take over: " + reason);
  }

  private void expect(Map<ResourceProfile, Integer> changed) {
    targets.putAll(changed);
    if (spark.hasHappened()) spark.expect(changed);
    else if (executorsCanStart) loop.send(Messages.targets(changed));
  }

  private void sayKnown() {
    Set<Long> now = new TreeSet<>();
    // Not getExecutorIds, whose type is another one with Scala 2.12.
    backend.getExecutorsWithRegistrationTs().keysIterator().foreach(id -> now.add(Long.parseLong(id)));
    if (now.equals(known)) return;
    known = now;
    loop.send(Messages.known(known));
  }

  /** A pod that comes before its configmap waits for it, so the first executors wait here until Spark has made it. */
  private void followStart() {
    if (settings.executorsHaveConfigMap()) await(this::configMapExists, 25, CONFIG_MAP_MILLIS);
    loop.perform(() -> {
      executorsCanStart = true;
      if (!spark.hasHappened()) loop.send(Messages.targets(targets));
    });
    await(() -> SparkContext$.MODULE$.getActive().isDefined(), 100, Long.MAX_VALUE);
    Option<SparkContext> context = SparkContext$.MODULE$.getActive();
    if (context.isDefined()) context.get().addSparkListener(new ApplicationEnd(() -> loop.perform(this::expectNone)));
  }

  private boolean configMapExists() {
    try {
      return cluster.executorConfigMapExists();
    } catch (RuntimeException error) {
      LOG.warn("The executors' configmap cannot be looked for, so that they may have to wait for it: {}", error.getMessage());
      return true;
    }
  }

  /** An executor that ends from now on is not replaced. */
  private void expectNone() {
    targets.replaceAll((profile, count) -> 0);
    loop.send(Messages.targets(targets));
  }

  private void replaceLoop() {
    if (!settings.fallBackToSpark()) {
      end(givenUp);
      return;
    }
    LOG.warn("Spark's own allocator takes over from the scheduler loop: {}", givenUp);
    sources.start(applicationId);
    spark.start(applicationId, backend, cluster.executors(applicationId), highestId);
    spark.expect(targets);
  }

  /** Exits in another thread, as the exit waits for the context to stop, which waits for this one. */
  private void end(String reason) {
    System.err.println("Error: the scheduler loop had to give up: " + reason);
    daemon("sparkdrop-scheduler-exit", () -> System.exit(EXIT_CODE)).start();
  }

  private void await(BooleanSupplier condition, long stepMillis, long limitMillis) {
    try {
      for (long waited = 0; waited < limitMillis && !stopped && !condition.getAsBoolean(); waited += stepMillis) {
        Thread.sleep(stepMillis);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
