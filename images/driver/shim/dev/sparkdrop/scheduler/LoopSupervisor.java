package dev.sparkdrop.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
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

    /** Something went wrong after that. */
    void cannotGoOn(String reason);
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
  private boolean givenUp;
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
    perform(this::run);
    every(interval, this::ping);
  }

  void send(JsonNode message) {
    if (current != null) current.send(message);
  }

  /** Does this again and again in the one thread. */
  void every(long millis, Runnable work) {
    thread.scheduleWithFixedDelay(() -> guarded(work), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Has the loop finish what it does; ends it where that takes longer. Gives whether it came to its end by itself. */
  boolean stop(long millis) {
    stopped = true;
    LoopProcess process = current;
    if (process == null) return true;
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
    if (stopped || givenUp) return;
    startedAt = System.nanoTime();
    unanswered = 0;
    lastWords = "";
    try {
      LoopProcess process = new LoopProcess(command, message -> perform(() -> hear(message)));
      current = process;
      client.greeting().forEach(process::send);
      process.onExit(code -> perform(() -> ended(process, code)));
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
    thread.schedule(() -> guarded(this::run), delay, TimeUnit.MILLISECONDS);
  }

  /** Ends the loop for good: what it does must not go on beside what comes in its place. */
  void giveUp(String reason) {
    if (stopped || givenUp) return;
    givenUp = true;
    LoopProcess process = current;
    current = null;
    if (process != null) process.kill();
    client.givenUp(reason);
  }

  /** Does this next in the one thread. */
  void perform(Runnable work) {
    try {
      thread.execute(() -> guarded(work));
    } catch (RejectedExecutionException afterStop) {
      LOG.debug("Nothing is done any more for an application that has ended");
    }
  }

  /** What goes wrong here must end in a word about it, not in a thread that is silently gone. */
  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError error) {
      LOG.error("The scheduler loop cannot be served", error);
      if (givenUp) client.cannotGoOn(error.toString());
      else giveUp(error.toString());
    }
  }
}
