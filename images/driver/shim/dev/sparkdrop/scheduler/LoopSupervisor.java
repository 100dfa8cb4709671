package dev.sparkdrop.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one run of the scheduler loop alive: starts it again where it ends or does not answer, and gives up after a few
 * runs in a row that did not last. Everything but {@link #stop} happens in the one thread that it is given.
 */
final class LoopSupervisor {
  /** Who the loop works for. */
  interface Client {
    /** What a run has to be told before all else. */
    List<JsonNode> greeting();

    void hear(JsonNode message);

    /** No further run is tried. */
    void givenUp(String reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(LoopSupervisor.class);
  private static final int RESTARTS = 4;
  private static final long FIRST_DELAY_MILLIS = 250;
  private static final long LASTING_MILLIS = 60_000;
  private static final int PINGS_UNANSWERED = 6;

  private final List<String> command;
  private final ScheduledExecutorService thread;
  private final Client client;
  private volatile LoopProcess current;
  private volatile boolean stopped;
  private int shortRuns;
  private int unanswered;
  private long startedAt;
  private String lastWords = "";
  private boolean permanent;

  LoopSupervisor(List<String> command, long timeoutMillis, ScheduledExecutorService thread, Client client) {
    this.command = command;
    this.thread = thread;
    this.client = client;
    long interval = Math.max(1, timeoutMillis / PINGS_UNANSWERED);
    thread.execute(this::run);
    thread.scheduleWithFixedDelay(this::ping, interval, interval, TimeUnit.MILLISECONDS);
  }

  void send(JsonNode message) {
    if (current != null) current.send(message);
  }

  /** Has the loop finish what it does; ends it where that takes longer. Gives whether it finished. */
  boolean stop(long millis) {
    stopped = true;
    LoopProcess process = current;
    if (process == null) return false;
    process.send(Messages.stop());
    try {
      return process.ended(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.kill();
    }
  }

  private void run() {
    if (stopped) return;
    startedAt = System.nanoTime();
    unanswered = 0;
    lastWords = "";
    try {
      LoopProcess process = new LoopProcess(command, message -> thread.execute(() -> hear(message)));
      current = process;
      client.greeting().forEach(process::send);
      process.onExit(code -> thread.execute(() -> ended(process, code)));
    } catch (IOException error) {
      giveUp("it could not be started: " + error.getMessage());
    }
  }

  private void hear(JsonNode message) {
    unanswered = 0;
    if (message.path("type").asText().equals("broken")) {
      lastWords = message.path("reason").asText();
      permanent = message.path("permanent").asBoolean();
    }
    client.hear(message);
  }

  /** Counts pings and not time, so that a JVM that stood still does not blame the loop. */
  private void ping() {
    if (stopped || current == null) return;
    if (unanswered++ < PINGS_UNANSWERED) {
      current.send(Messages.ping());
      return;
    }
    lastWords = "it did not answer";
    current.kill();
  }

  private void ended(LoopProcess process, int exitCode) {
    if (stopped || process != current) return;
    process.kill();
    current = null;
    String how = "it ended with exit code " + exitCode + (lastWords.isEmpty() ? "" : ": " + lastWords);
    long lasted = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
    shortRuns = lasted < LASTING_MILLIS ? shortRuns + 1 : 1;
    if (permanent || shortRuns > RESTARTS) {
      giveUp(permanent ? lastWords : how + " (" + shortRuns + " times in a row)");
      return;
    }
    long delay = FIRST_DELAY_MILLIS << (shortRuns - 1);
    LOG.warn("The scheduler loop is started again in {} ms: {}", delay, how);
    thread.schedule(this::run, delay, TimeUnit.MILLISECONDS);
  }

  private void giveUp(String reason) {
    stopped = true;
    client.givenUp(reason);
  }
}
