// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.jdbc.Outcome.Refused;
import dev.eventsource.jdbc.Outcome.Stored;
import dev.eventsource.jdbc.WriteTransaction.CommitUnknownException;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives every entry of a batch its outcome, whatever happens, so that one append never harms another.
 *
 * <p>How it works: a batch that fails for certain is halved, and the halves executed in order, until the guilty append
 * stands alone and only its caller gets the exception. When the answer to a commit is lost, nobody knows whether the
 * batch is stored; its appends are executed again one by one under the write lock, which the first transaction must have
 * ended to free: what it stored is answered by the event ids, what it did not store is stored now. Absence alone proves
 * nothing, so what cannot be executed before its deadline ends as unknown.
 */
final class Batch implements AutoCloseable {

    private static final Duration REST_AFTER_LOST_ANSWER = Duration.ofMillis(50);

    private final WriteTransaction.Source source;
    private final Duration patience;
    private boolean interrupted;

    Batch(WriteTransaction.Source source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /** Tries the short way; false if a transaction must decide. Does not throw. */
    boolean executeAlone(Entry entry) {
        try {
            Optional<AppendResult> result = source.appendAlone(entry.demanded());
            result.ifPresent(stored -> entry.outcome(new Stored(stored)));
            return result.isPresent();
        } catch (CommitUnknownException e) {
            executeAgain(entry, e);
        } catch (RuntimeException | Error e) {
            refuse(List.of(entry), e);
        }
        return true;
    }

    /** Executes the entries in this transaction and, if that must be, in further ones. Does not throw. */
    void execute(WriteTransaction transaction, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        try {
            commit(transaction, entries);
        } catch (CommitUnknownException e) {
            transaction.close();
            entries.forEach(entry -> executeAgain(entry, e));
        } catch (RuntimeException | Error e) {
            transaction.close();
            if (Thread.currentThread().isInterrupted() && entries.get(0).nanosLeft() > 0) {
                executeAnew(entries);
                return;
            }
            if (entries.size() == 1 || nanosLeft(entries) <= 0) {
                refuse(entries, e);
                return;
            }
            int half = entries.size() / 2;
            executeAnew(entries.subList(0, half));
            executeAnew(entries.subList(half, entries.size()));
        }
    }

    /** For entries of which nothing is stored. Each gets an exception of its own, which will have its caller's stack. */
    static void refuse(List<Entry> entries, Throwable reason) {
        for (Entry entry : entries) {
            if (!entry.isDone()) {
                entry.outcome(new Refused(
                        entries.size() == 1 && reason instanceof RuntimeException own
                                ? own
                                : new StorageException("The append failed and nothing was stored: " + reason, reason)));
            }
        }
    }

    private void executeAnew(List<Entry> entries) {
        try (WriteTransaction transaction =
                begin(Duration.ofNanos(Math.max(1, Math.min(patience.toNanos(), nanosLeft(entries)))))) {
            execute(transaction, entries);
        } catch (RuntimeException | Error e) {
            refuse(entries, e);
        }
    }

    /** Of the one with the most time. */
    private static long nanosLeft(List<Entry> entries) {
        return entries.stream().mapToLong(Entry::nanosLeft).max().orElse(0);
    }

    private void executeAgain(Entry entry, CommitUnknownException lost) {
        while (entry.nanosLeft() > 0) {
            try (WriteTransaction transaction = begin(Duration.ofNanos(entry.nanosLeft()))) {
                commit(transaction, List.of(entry));
                return;
            } catch (RuntimeException | Error e) {
                if (lost.getSuppressed().length == 0) {
                    lost.addSuppressed(e);
                }
                LockSupport.parkNanos(REST_AFTER_LOST_ANSWER.toNanos());
            }
        }
        entry.outcome(new Refused(entry.unknown("The answer of the commit was lost", lost)));
    }

    /**
     * Begins a transaction. An interrupted virtual thread loses every connection that it uses (openjdk.org/jeps/444), so
     * interrupts are kept until the end, and what failed by one is tried again.
     */
    WriteTransaction begin(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            interrupted |= Thread.interrupted();
            try {
                return source.begin(Duration.ofNanos(Math.max(deadline - System.nanoTime(), 1)));
            } catch (StorageException e) {
                if (!Thread.currentThread().isInterrupted() || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    /** Interrupts this thread if it was interrupted meanwhile. */
    @Override
    public void close() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void commit(WriteTransaction transaction, List<Entry> entries) {
        List<Append> appends = entries.stream().map(Entry::demanded).toList();
        List<Outcome> outcomes = transaction.commit(appends);
        for (int i = 0; i < entries.size(); i++) {
            entries.get(i).outcome(outcomes.get(i));
        }
    }
}
