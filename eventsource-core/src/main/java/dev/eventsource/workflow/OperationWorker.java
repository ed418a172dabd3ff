// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.StorageException;
import dev.eventsource.worker.Worker;
import dev.eventsource.workflow.Interruption.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One worker: does one operation after the other. */
final class OperationWorker {

    private static final Logger log = LoggerFactory.getLogger(OperationWorker.class);
    private static final long NEVER = TimeUnit.DAYS.toNanos(365);

    private final OperationRunner runner;
    private final String name;
    private volatile @Nullable Worker worker;
    private volatile @Nullable Attempt attempt;

    OperationWorker(OperationRunner runner, int number) {
        this.runner = runner;
        this.name = runner.options().process() + "/" + number;
    }

    void start() {
        worker = Worker.start("eventsource-operation-" + name.substring(name.lastIndexOf('/') + 1), this::step);
    }

    void wake() {
        Worker started = worker;
        if (started != null) {
            started.wake();
        }
    }

    void stop() {
        Worker started = worker;
        if (started != null) {
            started.stop();
        }
    }

    /** Is it not running a handler? */
    boolean isFree() {
        return attempt == null;
    }

    /** What it is doing, in words. */
    Stream<String> busyWith() {
        Attempt current = attempt;
        return current == null
                ? Stream.empty()
                : Stream.of("operation " + current.operation().id() + " of type "
                        + current.operation().type());
    }

    /** Of what is not too late: the lease of what does not end, however often it is interrupted, runs out. */
    Stream<Claim> claimsToKeep() {
        Attempt current = attempt;
        return current == null || current.interruption().reason() != null ? Stream.empty() : Stream.of(current.claim());
    }

    void interrupt(Reason reason) {
        Attempt current = attempt;
        if (current != null) {
            current.interruption().request(reason);
        }
    }

    void interruptIfIn(Set<Claim> lost) {
        Attempt current = attempt;
        if (current != null && lost.contains(current.claim())) {
            current.interruption().request(Reason.LOST);
        }
    }

    void renewed(Set<Claim> claims, long leaseEnd) {
        Attempt current = attempt;
        if (current != null && claims.contains(current.claim())) {
            current.renewed(leaseEnd);
        }
    }

    /** Interrupts what must not go on; when to look again. */
    long interruptIfLate() {
        Attempt current = attempt;
        return current == null ? System.nanoTime() + NEVER : current.interruptIfLate();
    }

    private Duration step() {
        if (!runner.presence().enter()) {
            return Worker.UNTIL_WOKEN;
        }
        try {
            Optional<Next> next = claimed(() ->
                    runner.queue().claim(name, runner.routes(), runner.options().lease(), 1).stream()
                            .findFirst());
            boolean any = next.isPresent();
            while (next.isPresent()) {
                next = run(next.get());
            }
            return any ? Duration.ZERO : Worker.UNTIL_WOKEN;
        } finally {
            attempt = null;
            runner.presence().leave();
        }
    }

    private Optional<Next> claimed(Supplier<Optional<Claim>> claiming) {
        long end = System.nanoTime() + runner.options().lease().toNanos();
        return claiming.get().map(claim -> new Next(claim, end));
    }

    /** Does an operation, writes down how that ended, and returns the next one; or none, if that has to be asked for. */
    private Optional<Next> run(Next next) {
        Operation operation = next.claim().operation();
        Attempt current = new Attempt(
                runner.storage(),
                next.claim(),
                runner.router().route(operation.type()).orElseThrow(),
                next.leaseEnd());
        attempt = current;
        runner.lookAt(current.interruptIfLate());
        if (current.interruption().reason() != null || runner.presence().isClosed()) {
            notBegun(next.claim());
            return Optional.empty();
        }
        runner.wakeOne();
        MDC.put("operation", String.valueOf(operation.id()));
        MDC.put("tenant", operation.tenant());
        try {
            OperationEnding ending = current.run().orElse(null);
            return ending == null ? Optional.empty() : end(next.claim(), ending);
        } catch (OperationLostException e) {
            log.warn("{}", e.getMessage());
            return Optional.empty();
        } finally {
            MDC.remove("operation");
            MDC.remove("tenant");
        }
    }

    /** What was claimed too late, or while the workers stop, is for the next one: nothing of it was done. */
    private void notBegun(Claim claim) {
        log.info("{} is not begun here", claim.operation());
        try {
            runner.queue()
                    .end(
                            claim,
                            new Failed(Outcome.ABANDONED, "It was not begun", OperationState.RETRYING, Duration.ZERO));
        } catch (OperationLostException | StorageException | AppendOutcomeUnknownException e) {
            log.warn("That {} was not begun could not be written down", claim.operation(), e);
        }
    }

    /** Until it is written down, or the operation is somebody else's. */
    private Optional<Next> end(Claim claim, OperationEnding ending) {
        long last = System.nanoTime() + runner.options().lease().toNanos();
        try {
            Optional<Next> next = Persistence.until(last, first -> claimed(() -> endAndClaim(claim, ending)));
            report(claim.operation(), ending);
            return next;
        } catch (StorageException | AppendOutcomeUnknownException e) {
            log.error(
                    "How operation {} ended ({}) could not be written down",
                    claim.operation().id(),
                    ending,
                    e);
            return Optional.empty();
        }
    }

    private Optional<Claim> endAndClaim(Claim claim, OperationEnding ending) {
        if (runner.presence().isClosed()) {
            runner.queue().end(claim, ending);
            return Optional.empty();
        }
        return runner.queue()
                .endAndClaim(claim, ending, runner.routes(), runner.options().lease());
    }

    private static void report(Operation operation, OperationEnding ending) {
        if (ending instanceof Failed failed) {
            switch (failed.then()) {
                case RETRYING -> log.debug("{} will be tried again: {}", operation, failed.error());
                default -> log.error("{} is {} now: {}", operation, failed.then(), failed.error());
            }
        }
    }

    /**
     * What was claimed.
     *
     * @param leaseEnd by this machine's clock, reckoned from before the claim
     */
    private record Next(Claim claim, long leaseEnd) {}
}
